import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { JsonRpcProvider } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { readAmendments } from '../../provisioner/chain/amendments.ts'
import { read } from '../../provisioner/chain/read.ts'
import { answer, endOf, type Options, quorate, refusal, start } from '../e2e/cli.ts'

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
let rpcs: readonly string[] = []
const home = (member: string) => join(root, 'homes', member)
const as = (member: string): Options => ({
  home: home(member),
  passphrase: join(root, 'passphrases', member),
  cwd: folder,
})

/** Asks the first node that answers: one of them is away now and then. */
async function ask<T>(question: (provider: JsonRpcProvider) => Promise<T>): Promise<T> {
  for (const rpc of rpcs) {
    const provider = new JsonRpcProvider(rpc, 620_604, { staticNetwork: true, cacheTimeout: -1 })
    try {
      return await question(provider)
    } catch {
      continue
    } finally {
      provider.destroy()
    }
  }
  throw new Error('no node answers')
}

const head = () => ask(async (provider) => (await provider.getBlock('latest')) ?? Promise.reject(new Error('no head')))

async function secondsUntil(what: string, so: () => Promise<boolean>, minutes: number): Promise<number> {
  const begun = performance.now()
  while (!(await so().catch(() => false))) {
    if (performance.now() - begun > minutes * MINUTES) throw new Error(`not within ${minutes} min: ${what}`)
    await setTimeout(500)
  }
  const seconds = (performance.now() - begun) / 1000
  process.stdout.write(`  ${what}: ${seconds.toFixed(1)} s\n`)
  return seconds
}

/** Times of all blocks between two, in order. */
async function timesOf(from: number, to: number): Promise<number[]> {
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  return ask((provider) =>
    Promise.all(numbers.map(async (number) => (await provider.getBlock(number))?.timestamp ?? Number.NaN)),
  )
}

const gaps = (times: readonly number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0))

async function leases(from: number): Promise<string[]> {
  const nodes = interfaceOf('NodeRegistry')
  const logs = await ask((provider) => provider.getLogs({ address: predeploys.NodeRegistry, fromBlock: from }))
  return logs.flatMap((log) => {
    const event = nodes.parseLog(log)
    return event?.name.startsWith('Lease') === true ? [`${event.name} ${event.args['node']}`] : []
  })
}

/** Every lease was given back before the next one was taken; renewals count as one. */
function takenInTurn(events: readonly string[]): string[] {
  const turns = events.filter((event, i) => event !== events[i - 1])
  turns.forEach((event, i) => {
    const [name, node] = event.split(' ')
    expect(name).toBe(i % 2 === 0 ? 'LeaseTaken' : 'LeaseReturned')
    if (i % 2 === 1) expect(node).toBe(turns[i - 1]?.split(' ')[1])
  })
  return turns.filter((event) => event.startsWith('LeaseReturned'))
}

async function transitionsOf(member: string): Promise<unknown> {
  const text = await readFile(join(home(member), 'nodes', `${member}-1`, 'files', 'genesis.json'), 'utf8')
  return JSON.parse(text).config.transitions?.qbft
}

beforeAll(async () => {
  if (besu === undefined) return
  folder = await mkdtemp(join(tmpdir(), 'quorate-amend-'))
  root = join(folder, 'rehearsal')
}, MINUTES)

afterAll(async () => {
  if (existsSync(root)) await quorate(['down', '--home', root])
  if (folder !== '') await rm(folder, { recursive: true, force: true })
}, 2 * MINUTES)

live('four validators on a real Besu', () => {
  it(
    'change their pace at a time that they voted on, each restarted by its agent in turn, and never stand still',
    async () => {
      const stands = ['rehearse', '--spec', spec, '--target', 'process', '--detach', '--home', root]
      rpcs = (await answer<{ rpc: string[] }>(stands)).rpc
      await secondsUntil('block 5', async () => (await head()).number >= 5, 4)
      const began = await head()
      const { short } = await answer<{ short: string }>(
        ['propose', 'amend', 'block-period', `${PACE}`, '+9m'],
        as(NORTH),
      )
      await setTimeout(6_000)
      await Promise.all(MEMBERS.map((member) => answer(['vote', short, 'for'], as(member))))
      await secondsUntil('decided', async () => (await ask(readAmendments)).length === 1, 3)
      const [amendment] = await ask(readAmendments)
      await secondsUntil(
        'every node made from it',
        async () =>
          (await Promise.all(MEMBERS.map(transitionsOf))).every((transitions) => Array.isArray(transitions)) &&
          takenInTurn(await leases(began.number)).length === 4 &&
          (await ask((provider) => read(provider, 'NodeRegistry', 'lease'))).until === 0n,
        9,
      )
      const begins = amendment?.beginsAt ?? 0
      expect((await head()).timestamp).toBeLessThan(begins)
      await secondsUntil('the amendment', async () => (await head()).timestamp >= begins + 8 * PACE, 9)
      const end = await head()
      const times = await timesOf(began.number, end.number)
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
      const began = await head()
      const { done } = await answer<{ done: { node: string }[] }>(command, as(ALPHA))
      expect(done.map(({ node }) => node)).toEqual([`${ALPHA}-1`])
      expect(takenInTurn(await leases(began.number))).toHaveLength(1)
      expect(await programsOf(`${ALPHA}-1`)).toEqual([join(other, 'bin', 'besu')])
      const times = await timesOf(began.number, (await head()).number)
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
      const [before] = await programsOf(`${ALPHA}-1`)
      await answer(['down'], as(BETA))
      await secondsUntil('one is seen to be gone', async () => (await peersOf(ALPHA)) === 2, 1)
      expect((await refusal(command, as(ALPHA))).error.code).toBe('QUORUM_WOULD_BREAK')
      expect(await programsOf(`${ALPHA}-1`)).toEqual([before])
      await answer(['apply'], as(BETA))
      await secondsUntil('it is back', async () => (await peersOf(ALPHA)) === 3, 3)
      const running = start(command, as(ALPHA))
      const lease = () => ask((provider) => read(provider, 'NodeRegistry', 'lease'))
      await secondsUntil('the lease is taken', async () => (await lease()).until > 0n, 2)
      running.kill('SIGKILL')
      await endOf(running)
      await answer(command, as(ALPHA))
      expect(await programsOf(`${ALPHA}-1`)).toEqual([join(besu ?? '', 'bin', 'besu')])
      await secondsUntil('the lease is given back', async () => (await lease()).until === 0n, 2)
      const at = (await head()).number
      await secondsUntil('three blocks more', async () => (await head()).number >= at + 3, 2)
    },
    15 * MINUTES,
  )
})

async function peersOf(member: (typeof MEMBERS)[number]): Promise<number> {
  const provider = new JsonRpcProvider(rpcs[MEMBERS.indexOf(member)], 620_604, { staticNetwork: true })
  try {
    return Number(await provider.send('net_peerCount', []))
  } finally {
    provider.destroy()
  }
}

/** What was started for a node, by the environment of its process: Besu's script becomes Java. */
async function programsOf(node: string): Promise<string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (!line.includes(join('nodes', node, 'files', 'besu.toml'))) continue
    const folder = /-Dbesu\.home=([^\0]+)/.exec(line)?.[1]
    if (folder !== undefined) found.push(join(folder, 'bin', 'besu'))
  }
  return found
}
