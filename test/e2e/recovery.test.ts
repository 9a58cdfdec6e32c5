import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { connectAny } from '../../provisioner/chain/connect.ts'
import { readMembers } from '../../provisioner/chain/members.ts'
import { read } from '../../provisioner/chain/read.ts'
import { agreeAndSign, callAs, chainsAt, each, FOUR, intoNextWindow } from './anchored.ts'
import { answer, refusal } from './cli.ts'
import { confirmed } from './confirmed.ts'
import { decided as decidedBy } from './decided.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR
let root = ''
let stands: Stands
let chains: Awaited<ReturnType<typeof chainsAt>>
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const file = (name: string) => join(root, name)

async function south() {
  const provider = await connectAny(stands.rpc[0] ?? '')
  const member = (await readMembers(provider)).find(({ name }) => name === SOUTH)
  provider.destroy()
  return member
}

/** By all but the one that it is about. */
const decided = (...what: string[]) => decidedBy(root, [NORTH, ALPHA, BETA], ...what)

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root)
  chains = await chainsAt(stands)
  await intoNextWindow(chains.chain)
  for (const _ of ['one', 'two']) await chains.chain.send('evm_mine', [])
  await agreeAndSign(root, [NORTH, ALPHA, BETA])
  await run(NORTH, 'directory', '--out', file('directory.json'))
}, 120_000)

afterAll(() => chains?.close())

describe('a founder that lost its home, officer’s key and all', () => {
  const again = (...more: string[]) => [
    'init',
    SOUTH,
    '--from',
    file('directory.json'),
    '--chamber',
    'hospitals',
    ...more,
  ]

  it('makes new keys, for nodes of other names, and is nobody with them until the others have voted', async () => {
    await rm(as(root, SOUTH).home ?? '', { recursive: true })
    await writeFile(join(root, 'passphrases', SOUTH), 'another four words now\n', { mode: 0o600 })
    expect((await refusal(again('--rehearsal'), as(root, SOUTH))).error.code).toBe('USAGE')
    expect((await refusal(again('--rehearsal', '--again'), as(root, SOUTH))).error.code).toBe('USAGE')
    await run(SOUTH, ...again('--rehearsal', '--again', '--node', `${SOUTH}-2:validator`))
    await run(SOUTH, 'card', '--keys', '--out', file('south.keys.json'))
    await run(SOUTH, 'apply', '--target', 'embedded', '--rpc', stands.rpc[0] ?? '', '--public-rpc', stands.publicRpc)
    const outsider = await refusal(['propose', 'suspend', NORTH], as(root, SOUTH))
    expect(outsider.error).toMatchObject({ code: 'CHAIN_REFUSED', facts: { reason: 'OnlyOfficer' } })
  }, 90_000)

  it('has its keys replaced by vote, keeps its seat, and votes again', async () => {
    const before = await south()
    await decided('replace-keys', file('south.keys.json'))
    const after = await south()
    expect([after?.id, after?.chamber, after?.status]).toEqual([before?.id, before?.chamber, 'active'])
    expect(after?.officer).not.toBe(before?.officer)
    const { short } = await run<{ short: string }>(SOUTH, 'propose', 'suspend', NORTH)
    await run(SOUTH, 'advance', '2m')
    await run(SOUTH, 'vote', short, 'for')
  }, 120_000)

  it('signs nothing of the keys it lost, and its part in the next checkpoint, for which it is needed', async () => {
    await intoNextWindow(chains.chain)
    const didOf = async (members: readonly string[]) => (await each(root, members)).map(({ did }) => did)
    // Of the set before, whose checkpoint and handover wait for a key that nobody has.
    expect(await didOf([SOUTH, SOUTH])).toEqual(['opened-epoch', 'proposed'])
    expect(await didOf([NORTH, ALPHA, NORTH, ALPHA])).toEqual([
      ...['signed-handover', 'signed-handover'],
      ...['agreed', 'agreed'],
    ])
    expect(await didOf([SOUTH, NORTH, ALPHA])).toEqual(['signed', 'signed', 'signed'])
    expect(await read(chains.chain, 'CheckpointBoard', 'head')).toMatchObject({ sequence: 2n, signatures: 3n })
    expect(await didOf([BETA])).toEqual(['signed'])
    expect(await didOf([BETA])).toEqual(['signed-handover'])
  }, 120_000)

  it('brings a new node by another vote', async () => {
    await run(SOUTH, 'card', '--out', file('south.nodes.json'))
    await decided('add-node', file('south.nodes.json'))
    expect((await south())?.nodes.map(({ name, state }) => [name, state])).toEqual([
      [`${SOUTH}-1`, 'active'],
      [`${SOUTH}-2`, 'candidate'],
    ])
  }, 120_000)

  it('validates with it, and the old one is retired by its own vote', async () => {
    const [before, since] = (await south())?.nodes ?? []
    const agent = (await south())?.agent ?? ''
    // No agent runs here: theirs would do this.
    for (const call of ['markSynced', 'activate'])
      await callAs(chains.chain, agent, 'NodeRegistry', call, [since?.address])
    await confirmed(root, chains.chain, [SOUTH, NORTH, ALPHA])
    await decided('remove-node', `${SOUTH}-1`)
    await confirmed(root, chains.chain, [SOUTH, NORTH, ALPHA])
    expect((await south())?.nodes.map(({ name, state }) => [name, state])).toEqual([
      [`${SOUTH}-1`, 'retired'],
      [`${SOUTH}-2`, 'active'],
    ])
    const validators = await read(chains.chain, 'NodeRegistry', 'validators')
    expect(validators).toHaveLength(4)
    expect(validators).toContain(since?.address)
    expect(validators).not.toContain(before?.address)
  }, 120_000)

  it('is not changed by the same card again', async () => {
    const { short } = await run<{ short: string }>(NORTH, 'propose', 'replace-keys', file('south.keys.json'))
    expect(await run(NORTH, 'show', short)).toMatchObject({ class: 'keys', chambersAsked: ['hospitals'] })
    await run(NORTH, 'advance', '2m')
    for (const member of [NORTH, ALPHA, BETA]) await run(member, 'vote', short, 'for')
    await run(NORTH, 'advance', '3d')
    await run(NORTH, 'execute', short)
    await run(NORTH, 'advance', '1d')
    expect((await refusal(['execute', short], as(root, NORTH))).error).toMatchObject({
      code: 'CHAIN_REFUSED',
      facts: { reason: 'CardStale' },
    })
  }, 120_000)
})
