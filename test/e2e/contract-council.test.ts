import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Wallet } from 'ethers'
import { connectAny } from '../../provisioner/chain/connect.ts'
import { readMembers } from '../../provisioner/chain/members.ts'
import { FOUR, rogue } from './anchored.ts'
import { answer, type Options, refusal } from './cli.ts'
import { signedByBoth, twoOwners } from './contract-accounts.ts'
import { decided } from './decided.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'
import { type StatusDocument, statusShape } from './status-shape.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR
const owners = [Wallet.createRandom(), Wallet.createRandom()].map(({ privateKey }) => new Wallet(privateKey))
const [first, second] = owners as [Wallet, Wallet]

let root = ''
let chain: Awaited<ReturnType<typeof connectAny>>
let account = ''
const file = (name: string) => join(root, name)
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const keyless = (member: string): Options => ({ home: as(root, member).home ?? '', cwd: root })
const status = async (): Promise<StatusDocument> => statusShape.parse(await run(NORTH, 'status'))
const statusOf = async (name: string) => (await status()).members.find((member) => member.name === name)?.status

/** South’s part as a file, from bytes that somebody says its contract takes; no key of the home is used. */
async function partOf(name: string, bytes: string): Promise<string> {
  await writeFile(file(`${name}.hex`), `${bytes}\n`)
  const typed = ['emergency', 'sign', file('action.json'), '--officer-proof', file(`${name}.hex`)]
  await answer([...typed, '--out', file(`${name}.json`)], keyless(SOUTH))
  return file(`${name}.json`)
}

const refused = async (...signatures: string[]) => {
  const { error } = await refusal(['emergency', 'submit', file('action.json'), ...signatures], as(root, NORTH))
  return [error.code, ((error.facts['refused'] ?? []) as { member: string }[]).map(({ member }) => member)]
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  const stands: Stands = await rehearsal(root)
  chain = await connectAny(stands.rpc[0] ?? '')
  account = await twoOwners(await rogue(root, NORTH, chain), [first.address, second.address])
  const card = ['card', '--keys', '--officer', account]
  const { error } = await refusal(card, as(root, SOUTH))
  await writeFile(file('proof'), await signedByBoth([first, second], String(error.facts['toSign'])))
  await run(SOUTH, ...card, '--officer-proof', file('proof'), '--renew', '--out', file('card.json'))
  await decided(root, [NORTH, ALPHA, BETA], 'replace-keys', file('card.json'))
  await run(NORTH, 'emergency', 'suspend', BETA, '--out', file('action.json'))
  await run(ALPHA, 'emergency', 'sign', file('action.json'), '--out', file('alpha.json'))
  await answer(['emergency', 'sign', file('action.json'), '--to-sign', file('to-sign.json')], keyless(SOUTH))
}, 180_000)

afterAll(() => chain?.destroy())

describe('a member of the emergency council whose officer is a contract', () => {
  it('is refused by name before anything is sent, where its contract takes no such thing', async () => {
    const officer = (await readMembers(chain)).find(({ name }) => name === NORTH)?.officer ?? ''
    const before = await chain.getTransactionCount(officer)
    const alpha = file('alpha.json')
    const one = await signedByBoth([first, first], file('to-sign.json'))
    for (const [name, bytes] of [
      ['twice', one],
      ['swapped', await signedByBoth([second, first], file('to-sign.json'))],
      ['short', one.slice(0, 132)],
      ['nothing', '0x'],
    ])
      expect([name, await refused(alpha, await partOf(name ?? '', bytes ?? ''))]).toEqual([
        name,
        ['EMERGENCY_SIGNATURE_REFUSED', [SOUTH]],
      ])
    // By the key that was its officer before, and still lies in the home.
    await run(SOUTH, 'emergency', 'sign', file('action.json'), '--out', file('old.json'))
    expect(await refused(alpha, file('old.json'))).toEqual(['EMERGENCY_SIGNATURE_REFUSED', [SOUTH]])
    expect(await chain.getTransactionCount(officer)).toBe(before)
    expect(await statusOf(BETA)).toBe('active')
  }, 120_000)

  it('stands for nobody else, and nobody for it: all that are wrong are named at once', async () => {
    const good = await partOf('good', await signedByBoth([first, second], file('to-sign.json')))
    const south = JSON.parse(await readFile(good, 'utf8'))
    const alpha = JSON.parse(await readFile(file('alpha.json'), 'utf8'))
    await writeFile(file('as-alpha.json'), JSON.stringify({ ...south, member: ALPHA }))
    await writeFile(file('as-south.json'), JSON.stringify({ ...alpha, member: SOUTH }))
    expect(await refused(file('as-alpha.json'), file('as-south.json'))).toEqual([
      'EMERGENCY_SIGNATURE_REFUSED',
      [ALPHA, SOUTH],
    ])
  }, 60_000)

  it('signs with what its contract takes, and the action runs', async () => {
    await run(NORTH, 'emergency', 'submit', file('action.json'), file('alpha.json'), file('good.json'))
    expect(await statusOf(BETA)).toBe('suspended')
    expect((await status()).emergency).toMatchObject({ member: BETA, number: 1 })
  }, 60_000)

  it('is asked one thing at a time', async () => {
    const typed = ['emergency', 'sign', file('action.json'), '--to-sign', file('x'), '--officer-proof', file('y')]
    expect((await refusal(typed, keyless(SOUTH))).error.code).toBe('USAGE')
  }, 30_000)
})
