import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { JsonRpcProvider, toBeHex } from 'ethers'
import { readAmendments } from '../../provisioner/chain/amendments.ts'
import { answer } from '../e2e/cli.ts'
import { newFolder } from '../e2e/rehearsals.ts'
import { LiveNetwork } from './live-network.ts'
import { gaps, Rolling, takenInTurn } from './rolling.ts'
import { secondsUntil } from './seconds.ts'

const besu = process.env['BESU_HOME']
const live = besu === undefined ? describe.skip : describe
if (besu === undefined) process.stdout.write('test/live/fork: skipped, since BESU_HOME names no Besu\n')

const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const [NORTH] = MEMBERS
const CHAIN = 620_604
const MINUTES = 60_000
/** Seconds between two blocks while one of four validators is away at a time. */
const LONGEST = 20
/** Creation code that returns how many zeros lead 1 in a word, by CLZ (EIP-7939): an opcode that Osaka brought. */
const COUNTS_ZEROS = '0x60011e5f5260205ff3'

let network: LiveNetwork
let rolling: Rolling

beforeAll(async () => {
  if (besu === undefined) return
  const text = await readFile(fileURLToPath(new URL('four-live.yaml', import.meta.url)), 'utf8')
  const spec = join(await newFolder(), 'prague.yaml')
  await writeFile(spec, text.replace('chain: { ', 'chain: { fork: prague, '))
  network = await LiveNetwork.in(spec)
  rolling = new Rolling((await network.rehearse()).rpc, CHAIN)
  await secondsUntil('block 5', async () => (await rolling.head()).number >= 5)
}, 8 * MINUTES)

afterAll(() => network?.end(), 3 * MINUTES)

/** Of each node, what the code returns on its newest block; undefined where it has no such opcode. */
function counted(): Promise<(string | undefined)[]> {
  return Promise.all(
    rolling.rpcs.map(async (rpc) => {
      const provider = new JsonRpcProvider(rpc, CHAIN, { staticNetwork: true })
      try {
        return await provider.send('eth_call', [{ data: COUNTS_ZEROS }, 'latest'])
      } catch (error) {
        if (/opcode|invalid operation/i.test(JSON.stringify(error))) return undefined
        throw error
      } finally {
        provider.destroy()
      }
    }),
  )
}

live('four validators on a real Besu, founded on an earlier fork', () => {
  it(
    'come to the next one at a time that they voted on, each restarted by its agent in turn, and never stand still',
    async () => {
      expect(await counted()).toEqual(MEMBERS.map(() => undefined))
      const began = await rolling.head()
      const { short } = await answer<{ short: string }>(['propose', 'amend', 'fork', 'osaka', '+7m'], network.as(NORTH))
      await Promise.all(MEMBERS.map((member) => answer(['vote', short, 'for', '--wait'], network.as(member))))
      await secondsUntil('decided', async () => (await rolling.ask(readAmendments)).length === 1, 3)
      const begins = (await rolling.ask(readAmendments))[0]?.beginsAt ?? 0
      const everyNodeMadeFromIt = async () =>
        takenInTurn(await rolling.leases(began.number)).length === 4 && (await rolling.lease()).until === 0n
      await secondsUntil('every node made from it', everyNodeMadeFromIt, 7)
      expect((await rolling.head()).timestamp).toBeLessThan(begins)
      expect(await counted()).toEqual(MEMBERS.map(() => undefined))
      await secondsUntil('the fork', async () => (await rolling.head()).timestamp >= begins + 10, 9)
      await secondsUntil('all of them on it', async () => (await counted()).every((one) => one !== undefined))
      expect(await counted()).toEqual(MEMBERS.map(() => toBeHex(255, 32)))
      const times = await rolling.timesOf(began.number, (await rolling.head()).number)
      process.stdout.write(`  longest time without a block: ${Math.max(...gaps(times))} s\n`)
      expect(Math.max(...gaps(times))).toBeLessThanOrEqual(LONGEST)
    },
    25 * MINUTES,
  )
})
