import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_RELEASE } from '../../network/besu/releases.ts'
import { answer, quorate, refusal } from '../e2e/cli.ts'
import { LiveNetwork } from './live-network.ts'
import { gaps, programsOf, Rolling, takenInTurn } from './rolling.ts'
import { secondsUntil } from './seconds.ts'

/** Installations of the newest release that this kit knows, and of one that may become it. */
const [newer, older] = [process.env['BESU_HOME'], process.env['QUORATE_TEST_BESU_BEFORE']]
const both = newer !== undefined && older !== undefined
const live = both ? describe : describe.skip
if (!both)
  process.stdout.write(
    'test/live/upgrade: skipped, since BESU_HOME and QUORATE_TEST_BESU_BEFORE do not name two releases\n',
  )

const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const MINUTES = 60_000
/** Seconds between two blocks while one of four is away; a halt would last until somebody did something. */
const LONGEST = 20

let network: LiveNetwork
let rolling: Rolling
let before = ''

const versionOf = (besu: string) =>
  /v([\d.]+)/.exec(execFileSync(join(besu, 'bin', 'besu'), ['--version'], { encoding: 'utf8' }))?.[1] ?? ''

beforeAll(async () => {
  if (!both) return
  before = versionOf(older)
  network = await LiveNetwork.in(fileURLToPath(new URL('four-live.yaml', import.meta.url)))
}, MINUTES)

afterAll(() => network?.end(), 3 * MINUTES)

live('four validators on two releases of Besu', () => {
  it(
    'go from the older one to the newer one, all members at once, one node at a time, without a halt',
    async () => {
      const env = { BESU_HOME: older ?? '' }
      const typed = [...network.rehearsing(), '--besu-version', before]
      rolling = new Rolling((await answer<{ rpc: string[] }>(typed, { env })).rpc, 620_604)
      await secondsUntil('block 5', async () => (await rolling.head()).number >= 5)
      const versions = () => Promise.all(rolling.rpcs.map((_, i) => rolling.versionOf(i)))
      expect(await versions()).toEqual(MEMBERS.map(() => before))
      const began = await rolling.head()
      const command = ['upgrade', '--to', DEFAULT_RELEASE, '--besu-home', newer ?? '']
      const upgraded = Promise.all(
        MEMBERS.map((member) => answer<{ from: string; done: { node: string }[] }>(command, network.as(member))),
      )
      await secondsUntil('all of them upgraded', () => upgraded.then(() => true), 12)
      expect((await upgraded).map(({ from, done }) => [from, ...done.map(({ node }) => node)])).toEqual(
        MEMBERS.map((member) => [before, `${member}-1`]),
      )
      expect(takenInTurn(await rolling.leases(began.number))).toHaveLength(MEMBERS.length)
      expect(await versions()).toEqual(MEMBERS.map(() => DEFAULT_RELEASE))
      const times = await rolling.timesOf(began.number, (await rolling.head()).number)
      process.stdout.write(`  longest time without a block: ${Math.max(...gaps(times))} s; blocks: ${times.length}\n`)
      expect(Math.max(...gaps(times))).toBeLessThanOrEqual(LONGEST)
    },
    20 * MINUTES,
  )

  it(
    'never go back, by whatever command',
    async () => {
      const [member] = MEMBERS
      const back = ['--to', before, '--besu-home', older ?? '']
      expect((await refusal(['upgrade', ...back], network.as(member))).error.code).toBe('UPGRADE_REFUSED')
      const options = join(network.root, 'options', `${member}.yaml`)
      const env = { BESU_HOME: older ?? '' }
      const applied = await refusal(['apply', '--options', options], { ...network.as(member), env })
      expect(applied.error.code).toBe('UPGRADE_REFUSED')
      expect(await programsOf(network.home(member), `${member}-1`)).toEqual([join(newer ?? '', 'bin', 'besu')])
      await network.grows()
      expect((await quorate(['down', '--home', network.root])).code).toBe(0)
    },
    6 * MINUTES,
  )
})
