import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readAmendments } from '../../provisioner/chain/amendments.ts'
import { answer, endOf, type Options, quorate, refusal, start } from '../e2e/cli.ts'
import { gaps, programsOf, Rolling, takenInTurn } from './rolling.ts'
import { secondsUntil } from './seconds.ts'

const besu = process.env['BESU_HOME']
const live = besu === undefined ? describe.skip : describe
if (besu === undefined) process.stdout.write('test/live/amendment: skipped, since BESU_HOME names no Besu\n')

const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const [NORTH, , ALPHA, BETA] = MEMBERS
const spec = fileURLToPath(new URL('four-live.yaml', import.meta.url))
const MINUTES = 60_000
/**
 * Seconds between two blocks while one of four validators is away at a time: its turn to propose costs a round of 2 s,
 * and four Javas start on two cores meanwhile. A halt would last until somebody did something.
 */
const LONGEST = 20
/** Seconds between blocks from the amendment on. */
const PACE = 3

let folder = ''
let root = ''
let network: Rolling
const home = (member: string) => join(root, 'homes', member)
const as = (member: string): Options => ({
  home: home(member),
  passphrase: join(root, 'passphrases', member),
  cwd: folder,
})

async function transitionsOf(member: string): Promise<unknown> {
  const text = await readFile(join(home(member), 'nodes', `${member}-1`, 'files', 'genesis.json'), 'utf8')
  return JSON.parse(text).config.transitions?.qbft
}

beforeAll(async () => {
  if (besu === undefined) return
  folder = await mkdtemp(join(tmpdir(), 'quorate-amend-'))
  root = join(folder, 'rehearsal')
  const stands = ['rehearse', '--spec', spec, '--target', 'process', '--detach', '--home', root]
  network = new Rolling((await answer<{ rpc: string[] }>(stands)).rpc, 620_604)
  await secondsUntil('block 5', async () => (await network.head()).number >= 5, 4)
}, 6 * MINUTES)

afterAll(async () => {
  if (existsSync(root)) await quorate(['down', '--home', root])
  if (folder !== '') await rm(folder, { recursive: true, force: true })
}, 2 * MINUTES)

live('four validators on a real Besu', () => {
  it(
    'change their pace at a time that they voted on, each restarted by its agent in turn, and never stand still',
    async () => {
      const began = await network.head()
      const { short } = await answer<{ short: string }>(
        ['propose', 'amend', 'block-period', `${PACE}`, '+9m'],
        as(NORTH),
      )
      await setTimeout(6_000)
      await Promise.all(MEMBERS.map((member) => answer(['vote', short, 'for'], as(member))))
      await secondsUntil('decided', async () => (await network.ask(readAmendments)).length === 1, 3)
      const [amendment] = await network.ask(readAmendments)
      await secondsUntil(
        'every node made from it',
        async () =>
          (await Promise.all(MEMBERS.map(transitionsOf))).every((transitions) => Array.isArray(transitions)) &&
          takenInTurn(await network.leases(began.number)).length === 4 &&
          (await network.lease()).until === 0n,
        9,
      )
      const begins = amendment?.beginsAt ?? 0
      expect((await network.head()).timestamp).toBeLessThan(begins)
      await secondsUntil('the amendment', async () => (await network.head()).timestamp >= begins + 8 * PACE, 9)
      const end = await network.head()
      const times = await network.timesOf(began.number, end.number)
      const before = times.filter((time) => time < begins)
      const after = times.filter((time) => time >= begins)
      process.stdout.write(
        `  longest time without a block: ${Math.max(...gaps(times))} s; blocks before: ${before.length}, after: ${after.length}\n`,
      )
      expect(Math.max(...gaps(times))).toBeLessThanOrEqual(LONGEST)
      expect(Math.min(...gaps(before))).toBe(1)
      expect(Math.min(...gaps(after))).toBe(PACE)
      expect(gaps(after).filter((gap) => gap === PACE).length).toBeGreaterThan(gaps(after).length / 2)
    },
    25 * MINUTES,
  )

  it(
    'run another installation one at a time, under the lease, and refuse a release that nobody vouches for',
    async () => {
      const other = join(folder, 'another-besu')
      // Hard links where the file system allows it: Besu's script looks through a symbolic one.
      execFileSync('sh', ['-c', 'cp -rl "$1" "$2" 2>/dev/null || cp -r "$1" "$2"', 'sh', besu ?? '', other])
      expect((await refusal(['upgrade', '--to', '26.7.1'], as(ALPHA))).error.code).toBe('UPGRADE_REFUSED')
      expect((await refusal(['upgrade', '--to', '26.9.9'], as(ALPHA))).error.code).toBe('INPUT_PROBLEMS')
      const absent = ['upgrade', '--to', '26.8.0', '--besu-home', folder]
      expect((await refusal(absent, as(ALPHA))).error.code).toBe('BESU_ABSENT')
      const command = ['upgrade', '--to', '26.8.0', '--besu-home', other]
      const { planned } = await answer<{ planned: { node: string }[] }>([...command, '--plan'], as(ALPHA))
      expect(planned.map(({ node }) => node)).toEqual([`${ALPHA}-1`])
      const began = await network.head()
      const { done } = await answer<{ done: { node: string }[] }>(command, as(ALPHA))
      expect(done.map(({ node }) => node)).toEqual([`${ALPHA}-1`])
      expect(takenInTurn(await network.leases(began.number))).toHaveLength(1)
      expect(await programsOf(home(ALPHA), `${ALPHA}-1`)).toEqual([join(other, 'bin', 'besu')])
      const times = await network.timesOf(began.number, (await network.head()).number)
      process.stdout.write(`  longest time without a block: ${Math.max(...gaps(times))} s\n`)
      expect(Math.max(...gaps(times))).toBeLessThanOrEqual(LONGEST)
      const again = await answer<{ done: object[] }>(command, as(ALPHA))
      expect(again.done).toEqual([])
    },
    12 * MINUTES,
  )

  it(
    'go on where they were killed, and stay up where the others would be too few without them',
    async () => {
      const command = ['upgrade', '--to', '26.8.0', '--besu-home', besu ?? '']
      const [before] = await programsOf(home(ALPHA), `${ALPHA}-1`)
      await answer(['down'], as(BETA))
      await secondsUntil('one is seen to be gone', async () => (await network.peersOf(MEMBERS.indexOf(ALPHA))) === 2, 1)
      expect((await refusal(command, as(ALPHA))).error.code).toBe('QUORUM_WOULD_BREAK')
      expect(await programsOf(home(ALPHA), `${ALPHA}-1`)).toEqual([before])
      await answer(['apply'], as(BETA))
      await secondsUntil('it is back', async () => (await network.peersOf(MEMBERS.indexOf(ALPHA))) === 3, 3)
      const running = start(command, as(ALPHA))
      await secondsUntil('the lease is taken', async () => (await network.lease()).until > 0n, 2)
      running.kill('SIGKILL')
      await endOf(running)
      await answer(command, as(ALPHA))
      expect(await programsOf(home(ALPHA), `${ALPHA}-1`)).toEqual([join(besu ?? '', 'bin', 'besu')])
      await secondsUntil('the lease is given back', async () => (await network.lease()).until === 0n, 2)
      const at = (await network.head()).number
      await secondsUntil('three blocks more', async () => (await network.head()).number >= at + 3, 2)
    },
    15 * MINUTES,
  )
})
