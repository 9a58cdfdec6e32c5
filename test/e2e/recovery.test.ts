import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { connectAny } from '../../provisioner/chain/connect.ts'
import { readMembers } from '../../provisioner/chain/members.ts'
import { FOUR } from './anchored.ts'
import { answer, refusal } from './cli.ts'
import { decided as decidedBy } from './decided.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR
let root = ''
let stands: Stands
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
  await run(NORTH, 'directory', '--out', file('directory.json'))
}, 120_000)

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
    await run(SOUTH, 'apply', '--target', 'embedded', '--rpc', stands.rpc[0] ?? '')
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

  it('brings new nodes by another vote; the old ones are retired by theirs', async () => {
    await run(SOUTH, 'card', '--out', file('south.nodes.json'))
    await decided('add-node', file('south.nodes.json'))
    expect((await south())?.nodes.map(({ name, state }) => [name, state])).toEqual([
      [`${SOUTH}-1`, 'active'],
      [`${SOUTH}-2`, 'candidate'],
    ])
  }, 120_000)

  it('is not changed by the same card again', async () => {
    const { short } = await run<{ short: string }>(NORTH, 'propose', 'replace-keys', file('south.keys.json'))
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
