import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { parseConsortium } from '../../network/consortium/parse-consortium.ts'
import { answer, quorate, refusal } from './cli.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const FOUR = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta']
const [NORTH = ''] = FOUR

let root = ''
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const refused = async (...typed: string[]) => (await refusal(typed, as(root, NORTH))).error.code

interface Amendment {
  readonly kind: string
  readonly cancelledAt: number | null
}
const directory = () => run<{ amendments: Amendment[] }>(NORTH, 'directory')

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
}, 180_000)

/** Proposed, voted for by all, queued and executed, each by the members' own commands. */
async function decided(...what: string[]): Promise<string> {
  const { short, title } = await run<{ short: string; title: string }>(NORTH, 'propose', ...what)
  await run(NORTH, 'advance', '1h')
  for (const member of FOUR) await run(member, 'vote', short, 'for')
  await run(NORTH, 'advance', '7d')
  const { state } = await run<{ state: string }>(NORTH, 'execute', short)
  // Of the class emergency: its rule has no timelock.
  if (state === 'executed') return title
  await run(NORTH, 'advance', '2d')
  await run(NORTH, 'execute', short)
  return title
}

describe('what all nodes configure alike', () => {
  it('is amended by decision, carried by every directory, and taken back by decision', async () => {
    expect(await decided('amend', 'block-period', '4', '+40d')).toMatch(/^make a block every 4 s from 20.+Z on$/)
    expect((await directory()).amendments).toMatchObject([{ kind: 'block-period', seconds: 4, cancelledAt: null }])
    expect(await decided('amend', 'cancel', '0')).toBe('take back the amendment 0')
    const [amendment] = (await directory()).amendments
    expect(amendment?.cancelledAt).toBeGreaterThan(0)
    expect(await refused('propose', 'amend', 'cancel', '0')).toBe('USAGE')
  }, 240_000)

  it('is not proposed where it could not be carried out', async () => {
    for (const what of [
      ['block-period', '4', '+1h'],
      ['block-period', '0', '+40d'],
      ['block-period', '61', '+40d'],
      ['block-period', '4', 'tomorrow'],
      ['block-period', '4'],
      ['fork', 'osaka', '+40d'],
      ['fork', 'amsterdam', '+40d'],
      ['cancel', '7'],
      ['cancel'],
      ['request-timeout', '4', '+40d'],
    ])
      expect([what, await refused('propose', 'amend', ...what)]).toEqual([what, 'USAGE'])
  }, 120_000)

  it('reaches nobody by a directory that was changed', async () => {
    const file = join(root, 'now.json')
    await run(NORTH, 'directory', '--out', file)
    const whole = JSON.parse(await readFile(file, 'utf8'))
    const changed = join(root, 'changed.json')
    await writeFile(changed, JSON.stringify({ ...whole, amendments: [] }))
    const join_ = ['init', 'hospital-east', '--chamber', 'hospitals', '--rehearsal']
    const east = { ...as(root, NORTH), home: join(root, 'east') }
    expect((await refusal([...join_, '--from', changed], east)).error.code).toBe('INPUT_PROBLEMS')
  }, 60_000)
})

describe('the rule of a class of decisions', () => {
  it('is set by a decision of that class, from a description that was exported and edited', async () => {
    const [file, edited] = [join(root, 'present.yaml'), join(root, 'edited.yaml')]
    await run(NORTH, 'export', '--out', file)
    expect(await refused('propose', 'rule', 'nodes', file)).toBe('USAGE')
    const text = await readFile(file, 'utf8')
    // What the council does has to stand for as long as a vote on it may take, so that goes with it.
    const longer = text.replaceAll('votingPeriod: 3d', 'votingPeriod: 4d').replace(/lapse: \S+/, 'lapse: 7d')
    await writeFile(edited, longer)
    expect(await refused('propose', 'rule', 'everything', edited)).toBe('USAGE')
    expect(await decided('rule', 'nodes', edited)).toBe('set the rule for decisions of the class nodes')
    expect(await refused('propose', 'rule', 'nodes', edited)).toBe('USAGE')
  }, 240_000)
})

describe('a parameter', () => {
  it('is set by decision, within what a founding could have said', async () => {
    expect(await decided('parameter', 'threshold', '4')).toBe('have 4 members sign a checkpoint')
    expect(await decided('parameter', 'cadence', '10m')).toBe('make a checkpoint every 600 s')
    for (const what of [
      ['threshold', '2'],
      ['threshold', '5'],
      ['cadence', '1s'],
      ['cadence', '600'],
      ['colour', '1'],
    ])
      expect([what, await refused('propose', 'parameter', ...what)]).toEqual([what, 'USAGE'])
  }, 240_000)

  it('of emergency actions is set as a description has it, by a decision of its own', async () => {
    const [file, edited, then] = [join(root, 'set.yaml'), join(root, 'other.yaml'), join(root, 'then.yaml')]
    await run(NORTH, 'export', '--out', file)
    expect(await refused('propose', 'parameter', 'emergency', file)).toBe('USAGE')
    const text = await readFile(file, 'utf8')
    await writeFile(edited, text.replace(/lapse: \S+/, 'lapse: 8d').replace(/rest: \S+/, 'rest: 20d'))
    const title = 'have emergency actions take 2 signers, lapse after 691200 s, rest 1728000 s'
    expect(await decided('parameter', 'emergency', edited)).toBe(title)
    await run(NORTH, 'export', '--out', then)
    const reading = parseConsortium(await readFile(then, 'utf8'), 'then.yaml')
    expect(reading).toMatchObject({
      ok: true,
      consortium: { emergency: { signers: 2, lapseSeconds: 691_200, restSeconds: 1_728_000 } },
    })
  }, 120_000)

  it('of emergency actions is no part of their rule, which is said where its file has another one', async () => {
    const [then, edited] = [join(root, 'then.yaml'), join(root, 'edited.yaml')]
    const other = (await readFile(then, 'utf8')).replace(/lapse: \S+/, 'lapse: 9d')
    await writeFile(edited, other.replace('votingPeriod: 1d', 'votingPeriod: 2d'))
    const { code, stderr } = await quorate(['propose', 'rule', 'emergency', edited], as(root, NORTH))
    expect([code, stderr]).toEqual([0, expect.stringContaining('quorate propose parameter emergency')])
  }, 60_000)
})
