import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { answer, refusal } from './cli.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const SIX = ['hospital-north', 'hospital-south', 'hospital-west', 'devices-alpha', 'devices-beta', 'regulator-health']
const [NORTH = '', , WEST = ''] = SIX

interface Status {
  readonly members: readonly { readonly name: string; readonly status: string }[]
  readonly consensus: { readonly validators: readonly string[] }
}

let root = ''
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const statusOf = async (name: string) =>
  (await run<Status>(NORTH, 'status')).members.find((member) => member.name === name)?.status

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root, 'six-members')
}, 180_000)

/** Proposed, voted for by these, queued and executed, each by the members' own commands. */
async function decided(voters: readonly string[], ...what: string[]): Promise<string> {
  const { short, title } = await run<{ short: string; title: string }>(NORTH, 'propose', ...what)
  await run(NORTH, 'advance', '1h')
  for (const member of voters) await run(member, 'vote', short, 'for')
  await run(NORTH, 'advance', '7d')
  await run(NORTH, 'execute', short)
  await run(NORTH, 'advance', '2d')
  await run(NORTH, 'execute', short)
  return title
}

describe('a membership', () => {
  const others = SIX.filter((name) => name !== WEST)

  it('is suspended by decision, and then neither votes nor proposes', async () => {
    expect(await decided(others, 'suspend', WEST)).toBe(`suspend ${WEST}`)
    expect(await statusOf(WEST)).toBe('suspended')
    expect((await refusal(['propose', 'reinstate', WEST], as(root, WEST))).error.code).toBe('CHAIN_REFUSED')
  }, 180_000)

  it('is reinstated by decision', async () => {
    await decided(others, 'reinstate', WEST)
    expect(await statusOf(WEST)).toBe('active')
  }, 180_000)

  it('does not end while its nodes count: they are retired first, and the validators confirm that they are gone', async () => {
    const { short } = await run<{ short: string }>(NORTH, 'propose', 'expel', WEST)
    await run(NORTH, 'advance', '1h')
    for (const member of others) await run(member, 'vote', short, 'for')
    await run(NORTH, 'advance', '7d')
    await run(NORTH, 'execute', short)
    await run(NORTH, 'advance', '2d')
    const tooEarly = async () => (await refusal(['execute', short], as(root, NORTH))).error.facts['reason']
    expect(await tooEarly()).toBe('NodesRemain')
    expect(await statusOf(WEST)).toBe('active')
    const before = (await run<Status>(NORTH, 'status')).consensus.validators.length
    expect(await decided(others, 'remove-node', `${WEST}/${WEST}-1`)).toContain(
      `retire the node ${WEST}-1 of ${WEST} (0x`,
    )
    expect((await run<Status>(NORTH, 'status')).consensus.validators).toHaveLength(before - 1)
    expect(await tooEarly()).toBe('NodesRemain')
    // Or a decision takes the place of confirmations that do not come; no agent runs here.
    expect(await decided(others, 'settle-change', `${WEST}-1`)).toContain(`of the node ${WEST}-1 of ${WEST} (0x`)
    await decided(others, 'expel', WEST)
    expect(await statusOf(WEST)).toBe('expelled')
  }, 240_000)

  it('is not given to who calls its node as another member’s is called, so that one is not taken for the other', async () => {
    const east = 'hospital-east'
    await writeFile(join(root, 'passphrases', east), 'four words for the seventh\n', { mode: 0o600 })
    const node = `${NORTH}-1:validator`
    const from = ['--from', join(root, 'lock.json'), '--chamber', 'hospitals', '--rehearsal']
    await run(east, 'init', east, ...from, '--node', node)
    const card = join(root, 'east.json')
    await run(east, 'card', '--days', '30', '--out', card)
    const { error } = await refusal(['propose', 'admit', card], as(root, NORTH))
    expect(error.code).toBe('INPUT_PROBLEMS')
    expect(JSON.stringify(error)).toContain('NODE_NAME_TAKEN')
  }, 60_000)

  it('is ended by the older of two proposals: who made the younger takes it back as it goes on', async () => {
    const [, south = '', , , beta = ''] = SIX
    await run(NORTH, 'remove', beta)
    const { short } = await run<{ short: string }>(south, 'propose', 'expel', beta)
    const { did } = await run<{ did: readonly string[] }>(south, 'remove', beta)
    expect(did).toEqual([expect.stringContaining(`took back ${short}`)])
    expect((await run<{ state: string }>(NORTH, 'show', short)).state).toBe('cancelled')
    expect((await run<{ did: readonly string[] }>(south, 'remove', beta)).did).toEqual([])
  }, 60_000)

  it('is of a member and a node that there are, and of one thing at a time', async () => {
    for (const typed of [
      ['suspend', 'nobody'],
      ['remove-node', 'nothing-1'],
      ['remove-node', `${NORTH}/${WEST}-1`],
      ['settle-change', `${NORTH}-1`],
      ['suspend', NORTH, WEST],
      ['crown', NORTH],
      ['suspend'],
    ])
      expect((await refusal(['propose', ...typed], as(root, NORTH))).error.code).toBe('USAGE')
  }, 60_000)
})
