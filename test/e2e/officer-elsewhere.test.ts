import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Wallet } from 'ethers'
import type { Transactions } from '../../network/transaction/prepared.ts'
import { connectAny } from '../../provisioner/chain/connect.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { openKeystores } from '../../provisioner/signers/keystore.ts'
import { agreeAndSign, intoNextWindow } from './anchored.ts'
import { answer, type Options, refusal } from './cli.ts'
import { confirmed } from './confirmed.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'
import { type StatusDocument, statusShape } from './status-shape.ts'

const SIX = ['hospital-north', 'hospital-south', 'hospital-west', 'devices-alpha', 'devices-beta', 'regulator-health']
const [NORTH = '', SOUTH = '', WEST = '', ALPHA = '', BETA = '', HEALTH = ''] = SIX

interface Removal {
  readonly removed: boolean
  readonly did: readonly string[]
  readonly awaits: readonly { readonly stage: string }[]
}

let root = ''
let chain: Awaited<ReturnType<typeof connectAny>>
/** Where the officer's key of one member is, and nothing else: no network, no place of its own in the consortium. */
let away: Options
let count = 0
const file = (name: string) => join(root, name)
function fresh(): string {
  count += 1
  return file(`${count}.json`)
}
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
/** The member's home without a passphrase: no key of it can be opened. */
const keyless = (): Options => ({ home: as(root, SOUTH).home ?? '', cwd: root })
const status = async (): Promise<StatusDocument> => statusShape.parse(await run(NORTH, 'status'))
const standing = async (name: string) => (await status()).members.find((member) => member.name === name)

/** Written without a key. */
async function prepare<T = Transactions>(...typed: string[]): Promise<T & { file: string }> {
  const name = fresh()
  return { ...(await answer<T>([...typed, '--offline', name], keyless())), file: name }
}

/** Signed where there is only the key, and sent. @returns what was signed, in words. */
async function signAndSend(prepared: string): Promise<string> {
  const signed = prepared.replace('.json', '.signed.json')
  const { transactions } = await answer<Transactions>(['sign', prepared, '--out', signed], away)
  await run(SOUTH, 'send', signed)
  return transactions.map(({ says }) => says).join('; ')
}

async function signed(...typed: string[]): Promise<string> {
  return signAndSend((await prepare(...typed)).file)
}

const refused = async (...typed: string[]) => {
  const name = fresh()
  const { error } = await refusal([...typed, '--offline', name], keyless())
  expect(existsSync(name)).toBe(false)
  return error.facts['reason'] ?? error.code
}

/** Proposed, voted for by these, queued and executed, each by the members' own commands. */
async function decided(voters: readonly string[], ...what: string[]): Promise<void> {
  const { short } = await run<{ short: string }>(NORTH, 'propose', ...what)
  await run(NORTH, 'advance', '1h')
  for (const member of voters) await run(member, 'vote', short, 'for')
  await run(NORTH, 'advance', '7d')
  await run(NORTH, 'execute', short)
  await run(NORTH, 'advance', '2d')
  await run(NORTH, 'execute', short)
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  const stands: Stands = await rehearsal(root, 'six-members')
  chain = await connectAny(stands.rpc[0] ?? '')
  const { passphrase = '' } = as(root, SOUTH)
  away = { home: file('away'), passphrase, cwd: root }
  await run(NORTH, 'directory', '--out', file('directory.json'))
  const made = ['init', SOUTH, '--from', file('directory.json'), '--chamber', 'hospitals', '--again', '--rehearsal']
  const { addresses } = await answer<{ addresses: Record<string, string> }>(
    [...made, '--node', `${SOUTH}-9:validator`],
    away,
  )
  const card = ['card', '--keys', '--officer', addresses['officer'] ?? '']
  const { error } = await refusal(card, as(root, SOUTH))
  const { domain, types, message } = JSON.parse(await readFile(String(error.facts['toSign']), 'utf8'))
  delete types.EIP712Domain
  const keys = await openKeystores(
    (await openHome(file('away'))).keystores,
    (await readFile(passphrase, 'utf8')).trim(),
  )
  const officer = new Wallet(keys.get('officer')?.reveal() ?? '')
  await writeFile(file('proof'), await officer.signTypedData(domain, types, message))
  await run(SOUTH, ...card, '--officer-proof', file('proof'), '--renew', '--out', file('card.json'))
  await decided([NORTH, WEST, ALPHA, BETA, HEALTH], 'replace-keys', file('card.json'))
}, 240_000)

afterAll(() => chain?.destroy())

describe('an officer whose key is only in another folder', () => {
  it('delegates, and takes it back', async () => {
    expect(await signed('delegate', NORTH)).toBe(`let ${NORTH} hold the vote until it is taken back`)
    expect((await standing(SOUTH))?.delegate).toMatchObject({ to: NORTH })
    expect(await signed('delegate', '--back')).toBe(`let ${SOUTH} hold the vote until it is taken back`)
    expect((await standing(SOUTH))?.delegate).toBeNull()
    expect(await signed('delegate', NORTH, '--for', '1h')).toMatch(`let ${NORTH} hold the vote until 20`)
    await run(NORTH, 'advance', '2h')
    expect(await refused('delegate', ALPHA)).toBe('DelegateOutsideChamber')
  }, 90_000)

  it('opens a fleet, and takes one that is offered', async () => {
    expect(await signed('fleet', 'open')).toBe('open a fleet')
    await run(NORTH, 'fleet', 'open')
    expect(await refused('fleet', 'take', '2', '--devices', '0')).toBe('NothingOffered')
    await decided([NORTH, WEST, ALPHA, BETA, HEALTH], 'offer-fleet', '2', SOUTH)
    expect(await signed('fleet', 'take', '2', '--devices', '0')).toBe('take the fleet 2 of 0 devices')
    const { fleets } = await run<{ fleets: object[] }>(NORTH, 'fleet', 'list')
    expect(fleets).toMatchObject([{ member: SOUTH }, { member: SOUTH, hands: 1 }])
  }, 60_000)

  it('brings an emergency action, proposes that it stays, and books its end', async () => {
    const [action, ...signatures] = ['action', NORTH, ALPHA, HEALTH].map((name) => file(`emergency.${name}.json`))
    await run(NORTH, 'emergency', 'suspend', WEST, '--out', action ?? '')
    for (const [i, signer] of [NORTH, ALPHA, HEALTH].entries())
      await run(signer, 'emergency', 'sign', action ?? '', '--out', signatures[i] ?? '')
    expect(await refused('emergency', 'submit', action ?? '', ...signatures.slice(1))).toBe('TooFewSigners')
    expect(await signed('emergency', 'submit', action ?? '', ...signatures)).toBe(
      `suspend ${WEST} at once: emergency action 1, signed by ${[ALPHA, NORTH, HEALTH].join(', ')}`,
    )
    expect((await standing(WEST))?.status).toBe('suspended')
    expect(await signed('propose', 'ratify', WEST)).toBe('propose to ratify the emergency action 1')
    expect(await refused('emergency', 'lapse')).toBe('NotLapsed')
    await run(NORTH, 'advance', '30d')
    expect(await signed('emergency', 'lapse')).toBe('book that the emergency action is over')
    expect((await standing(WEST))?.status).toBe('active')
  }, 120_000)

  it('removes a member, one transaction a run, until only keys at home have something to sign', async () => {
    const others = [NORTH, WEST, ALPHA, HEALTH]
    // Before the first checkpoint there is no signer set to hand over.
    await intoNextWindow(chain)
    await agreeAndSign(root, SIX)
    const did: string[] = []
    const go = async () => {
      for (;;) {
        const { file: name, ...one } = await prepare<Partial<Transactions & Removal>>('remove', BETA)
        if (one.transactions === undefined) return one as Removal
        did.push((await signAndSend(name)).replaceAll(/0x[0-9a-f]{40}|\b[0-9a-f]{64}\b/gi, '…'))
      }
    }
    // What is not signed and sent changes nothing: the next run gives the same step, in the same place.
    const [first, again] = [await prepare('remove', BETA), await prepare('remove', BETA)]
    expect(again.transactions.map(({ nonce }) => nonce)).toEqual(first.transactions.map(({ nonce }) => nonce))
    expect((await go()).awaits.map(({ stage }) => stage)).toEqual(['opening', 'opening'])
    const { proposals } = await status()
    await run(NORTH, 'advance', '1h')
    expect((await go()).awaits.map(({ stage }) => stage)).toEqual(['voting', 'voting'])
    for (const { id, state } of (await status()).proposals)
      if (state === 'active') for (const member of others) await run(member, 'vote', id, 'for')
    await run(NORTH, 'advance', '7d')
    expect((await go()).awaits.map(({ stage }) => stage)).toEqual(['timelock', 'timelock'])
    await run(NORTH, 'advance', '1d')
    expect(await refused('remove', BETA, '--wait')).toBe('USAGE')
    expect((await go()).awaits.map(({ stage }) => stage)).toContain('validators-voting')
    await confirmed(root, chain, others)
    // The last of its transactions; then the signer set is to be handed over, by a key that is in the home.
    const last = go().catch((error: Error) => error.message)
    expect(await last).toContain('OFFLINE_NEEDS_KEY')
    expect(did).toEqual([
      'propose to retire the node …',
      `propose to expel ${BETA}`,
      'vote for the proposal …',
      'vote for the proposal …',
      'queue the proposal … to retire the node …',
      `queue the proposal … to expel ${BETA}`,
      'execute the proposal … to retire the node …',
      `execute the proposal … to expel ${BETA}`,
    ])
    expect(proposals.length).toBeGreaterThan(0)
    expect((await standing(BETA))?.status).toBe('expelled')
    const home = await run<Removal>(SOUTH, 'remove', BETA)
    expect(home.did).toEqual(['checkpoints: opened-epoch', 'checkpoints: signed-handover'])
  }, 300_000)

  it('leaves, begins a decision and takes it back', async () => {
    expect(await signed('leave')).toMatch(/^propose to retire the node 0x/)
    await signed('propose', 'suspend', ALPHA)
    const { proposals } = await status()
    const mine = proposals.find(({ title, state }) => title === `suspend ${ALPHA}` && state === 'pending')
    expect(await signed('cancel', mine?.id ?? '')).toMatch(
      new RegExp(`^cancel the proposal [0-9a-f]{64} to suspend ${ALPHA}$`),
    )
  }, 90_000)

  it('is told where something cannot be signed elsewhere', async () => {
    expect(await refused('checkpoint')).toBe('OFFLINE_NEEDS_KEY')
    expect(await refused('record', 'list')).toBe('OFFLINE_NEEDS_KEY')
    expect(await refused('propose', 'upgrade', 'CommitmentRegistry', root, file('none.json'))).toBe('OFFLINE_NEEDS_KEY')
    expect(await refused('propose', 'suspend', ALPHA, '--vote')).toBe('USAGE')
    expect(await refused('emergency', 'suspend', ALPHA, '--out', file('drafted.json'))).toBe('USAGE')
    expect(existsSync(file('drafted.json'))).toBe(false)
  }, 60_000)
})
