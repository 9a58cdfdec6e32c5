import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Change } from '../../network/governance/changes.ts'
import { FOUR } from './anchored.ts'
import { answer, quorate, refusal } from './cli.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA] = FOUR
const EAST = 'hospital-east'

interface Simulated {
  readonly simulation: {
    readonly refused: { call: number; reason: string } | null
    readonly changes: readonly Change[]
  }
}

let root = ''
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const proposed = async (...what: string[]) => (await run<{ short: string }>(NORTH, 'propose', ...what)).short
/** Ends with 1 where it would be refused. */
const simulated = async (short: string) =>
  ((await quorate(['show', short, '--simulate', '--json'], as(root, ALPHA))).json as Simulated).simulation
const stateOf = async (short: string) => (await run<{ state: string }>(ALPHA, 'show', short)).state

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
  await writeFile(join(root, 'passphrases', EAST), 'four words for the fifth\n', { mode: 0o600 })
}, 120_000)

describe('a proposal that is run before it is voted on', () => {
  it('shows member, vote and nodes that an admission would bring, and changes nothing', async () => {
    await run(EAST, 'init', EAST, '--from', join(root, 'lock.json'), '--chamber', 'hospitals', '--rehearsal')
    await run(EAST, 'card', '--days', '3', '--out', join(root, 'east.json'))
    const short = await proposed('admit', join(root, 'east.json'))
    // Three days of voting and one of timelock: the card will have expired by then, and that is what is shown.
    expect((await simulated(short)).refused).toMatchObject({ call: 1, reason: expect.stringContaining('CardExpired') })
    await run(EAST, 'card', '--renew', '--out', join(root, 'east-later.json'))
    const later = await proposed('admit', join(root, 'east-later.json'))
    const { refused, changes } = await simulated(later)
    expect(refused).toBeNull()
    expect(changes).toContainEqual({ path: `members.${EAST}.status`, before: null, after: 'active' })
    expect(changes).toContainEqual({ path: `nodes.${EAST}/${EAST}-1.state`, before: null, after: 'candidate' })
    expect(changes).toContainEqual({ path: 'accounts.count', before: 8, after: 10 })
    const { members } = await run<{ members: object[] }>(NORTH, 'status')
    expect(members).toHaveLength(4)
  }, 90_000)

  it('shows what a suspension takes, and that of four validators none can be retired', async () => {
    expect((await simulated(await proposed('suspend', SOUTH))).changes).toEqual([
      { path: 'accounts.count', before: 8, after: 6 },
      { path: `members.${SOUTH}.status`, before: 'active', after: 'suspended' },
    ])
    const retiring = await proposed('remove-node', `${SOUTH}-1`)
    expect((await simulated(retiring)).refused?.reason).toContain('TooFewValidators')
    const { code } = await quorate(['show', retiring, '--simulate'], as(root, ALPHA))
    expect(code).toBe(1)
  }, 90_000)

  it('shows which rule would change, which the governor takes only while it carries out a proposal', async () => {
    const [present, edited] = [join(root, 'present.yaml'), join(root, 'edited.yaml')]
    await run(NORTH, 'export', '--out', present)
    const text = await readFile(present, 'utf8')
    // What the council does has to stand for as long as a vote on it may take, so that goes with it.
    await writeFile(edited, text.replaceAll('votingPeriod: 3d', 'votingPeriod: 4d').replace(/lapse: \S+/, 'lapse: 7d'))
    const { refused, changes } = await simulated(await proposed('rule', 'nodes', edited))
    const day = 86_400
    expect(refused).toBeNull()
    expect(changes).toEqual([{ path: 'rules.nodes.votingPeriodSeconds', before: 3 * day, after: 4 * day }])
  }, 90_000)
})

describe('a proposal that its proposer takes back', () => {
  it('is cancelled before its vote opens, by nobody else, and never carried out', async () => {
    const short = await proposed('suspend', ALPHA)
    const other = await refusal(['cancel', short], as(root, SOUTH))
    expect(other.error).toMatchObject({ code: 'CHAIN_REFUSED', facts: { reason: 'GovernorUnableToCancel' } })
    await run(NORTH, 'cancel', short)
    expect(await stateOf(short)).toBe('cancelled')
    expect((await refusal(['vote', short, 'for'], as(root, SOUTH))).error.code).toBe('PROPOSAL_NOT_OPEN')
    expect((await refusal(['execute', short], as(root, SOUTH))).error.code).toBe('PROPOSAL_NOT_EXECUTABLE')
    expect((await refusal(['cancel', short], as(root, NORTH))).error.code).toBe('CHAIN_REFUSED')
  }, 90_000)

  it('stands once votes are taken', async () => {
    const short = await proposed('suspend', ALPHA)
    await run(NORTH, 'advance', '2m')
    expect((await refusal(['cancel', short], as(root, NORTH))).error).toMatchObject({
      code: 'CHAIN_REFUSED',
      facts: { reason: 'GovernorUnableToCancel' },
    })
  }, 90_000)
})
