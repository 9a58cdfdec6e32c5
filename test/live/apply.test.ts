import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { answer, endOf, refusal, start } from '../e2e/cli.ts'
import { LiveNetwork } from './live-network.ts'
import { gaps, Rolling, takenInTurn } from './rolling.ts'
import { secondsUntil } from './seconds.ts'

const besu = process.env['BESU_HOME']
const live = besu === undefined ? describe.skip : describe
if (besu === undefined) process.stdout.write('test/live/apply: skipped, since BESU_HOME names no Besu\n')

const [NORTH, SOUTH, ALPHA] = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const spec = fileURLToPath(new URL('four-live.yaml', import.meta.url))
const MINUTES = 60_000
/** Seconds: as in amendment.test.ts, where one of four is away at a time. */
const LONGEST = 20

let network: LiveNetwork
let rolling: Rolling

/** The member's options as its home keeps them, with other memory for its node. */
async function changed(member: string, memoryMiB: number): Promise<string[]> {
  const text = await readFile(join(network.home(member), 'member.yaml'), 'utf8')
  const after = text.replace(/memoryMiB: \d+/, `memoryMiB: ${memoryMiB}`)
  expect(after).not.toBe(text)
  const file = join(network.folder, `${member}.yaml`)
  await writeFile(file, after, { mode: 0o600 })
  return ['apply', '--options', file]
}

const nodesIn = ({ done }: { readonly done: readonly { readonly kind: string; readonly subject: string }[] }) =>
  done.filter(({ kind }) => kind === 'node').map(({ subject }) => subject)

beforeAll(async () => {
  if (besu === undefined) return
  network = await LiveNetwork.in(spec)
  rolling = new Rolling((await network.rehearse()).rpc, 620_604)
  await secondsUntil('block 5', async () => (await network.height()) >= 5)
  await secondsUntil('all are connected', async () => (await network.nodes()).every(({ peers }) => peers === 3))
}, 10 * MINUTES)

afterAll(async () => {
  if (besu !== undefined) await network.end()
}, 2 * MINUTES)

live('options that operators change on a chain that makes blocks', () => {
  it(
    'reach the nodes one after the other, though two members apply at the same time',
    async () => {
      const began = await rolling.head()
      const both = [NORTH, SOUTH].map(async (member) => {
        const typed = await changed(member, 800)
        expect((await refusal([...typed, '--without-lease'], network.as(member))).error.code).toBe('LEASE_NEEDED')
        return answer<{ done: { kind: string; subject: string }[] }>(typed, network.as(member))
      })
      expect((await Promise.all(both)).flatMap(nodesIn)).toEqual([`${NORTH}-1`, `${SOUTH}-1`])
      const end = await rolling.head()
      const events = await rolling.leases(began.number)
      expect(takenInTurn(events)).toHaveLength(2)
      const times = await rolling.timesOf(began.number, end.number)
      process.stdout.write(`  longest time without a block: ${Math.max(...gaps(times))} s\n`)
      expect(Math.max(...gaps(times))).toBeLessThanOrEqual(LONGEST)
      expect(await answer(['apply'], network.as(NORTH))).toMatchObject({ done: [] })
    },
    15 * MINUTES,
  )

  it(
    'reach them when apply was killed with the lease, and is run again',
    async () => {
      // Its agent would give back what a killed command left, if it saw that first; and the run after it waits for its turn again.
      process.kill(network.agentOf(ALPHA), 'SIGKILL')
      const began = await rolling.head()
      const typed = await changed(ALPHA, 832)
      const running = start(typed, network.as(ALPHA))
      const ended = endOf(running)
      await secondsUntil('the lease is taken', async () => (await rolling.lease()).until > 0n)
      running.kill('SIGKILL')
      await ended
      expect(nodesIn(await answer(typed, network.as(ALPHA)))).toEqual([`${ALPHA}-1`])
      expect((await rolling.lease()).until).toBe(0n)
      const events = await rolling.leases(began.number)
      expect(takenInTurn(events)).toHaveLength(1)
      await network.grows(3)
    },
    10 * MINUTES,
  )
})
