import { type ChildProcess, execFileSync } from 'node:child_process'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import { readExtraData } from '../../network/checkpoint/header.ts'
import { recoverAddress } from '../../network/checkpoint/recover.ts'
import { fromHex } from '../../network/hex.ts'
import { connect } from '../../provisioner/chain/connect.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { answer, endOf, type Options, refusal, start } from '../e2e/cli.ts'
import { LiveNetwork } from './live-network.ts'
import { secondsUntil } from './seconds.ts'

const besu = process.env['BESU_HOME']
const live = besu === undefined ? describe.skip : describe
if (besu === undefined) process.stdout.write('test/live/restore: skipped, since BESU_HOME names no Besu\n')

const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const [NORTH, SOUTH] = MEMBERS
const CHAIN = 620_604
const MINUTES = 60_000

let network: LiveNetwork
let nodes: JsonRpcProvider[] = []
let agent: ChildProcess | undefined
/** Where the member comes back, while its old machine may still run. */
let elsewhere: Options
/** Of its validator's key, and of the first block that it may make again. */
let address = ''
let height = 0

beforeAll(async () => {
  if (besu === undefined) return
  network = await LiveNetwork.in(fileURLToPath(new URL('four-live.yaml', import.meta.url)))
  elsewhere = { ...network.as(NORTH), home: join(network.folder, 'elsewhere') }
  await network.rehearse()
  const rpcs = await Promise.all(MEMBERS.map((member) => network.rpcOf(member)))
  nodes = await Promise.all(rpcs.map((rpc) => connect(rpc, CHAIN)))
  const { record } = await openHome(network.home(NORTH))
  address = record.keys.find(({ role }) => role.startsWith('node/'))?.address ?? ''
  await secondsUntil('block 5', async () => (await network.height()) >= 5)
}, 8 * MINUTES)

afterAll(async () => {
  if (agent !== undefined) {
    agent.kill('SIGTERM')
    await endOf(agent)
  }
  for (const node of nodes) node.destroy()
  await network?.end()
}, 3 * MINUTES)

/** Of all nodes on this machine that run by this member's name. */
function running(): number {
  try {
    const found = execFileSync('pgrep', ['-f', `${NORTH}-1/files/besu.toml`], { encoding: 'utf8' })
    return found.trim().split('\n').length
  } catch {
    return 0
  }
}

const heightAt = async (node: number) => (await nodes[node]?.getBlockNumber()) ?? 0
const blockOf = async (node: JsonRpcProvider | undefined, number: number) => {
  const block = await node?.getBlock(number)
  if (block === null || block === undefined) throw new Error(`block ${number} is not there`)
  return block
}

live('a member that lost its machine', () => {
  it(
    'cannot come back while its old node seals blocks',
    async () => {
      const backup = join(network.folder, 'north.backup')
      await answer(['backup', '--out', backup], network.as(NORTH))
      await answer(['restore', backup], elsewhere)
      const asked = await refusal(['restore', '--rpc', await network.rpcOf(SOUTH)], elsewhere)
      expect(asked.error.code).toBe('TWIN_SEEN')
      const files = ['--lock', join(network.root, 'lock.json'), '--endpoints', join(network.root, 'endpoints')]
      const apply = ['apply', '--options', join(network.root, 'options', `${NORTH}.yaml`), ...files]
      expect((await refusal(apply, elsewhere)).error.code).toBe('TWIN_POSSIBLE')
      expect(running()).toBe(1)
    },
    4 * MINUTES,
  )

  it(
    'comes back once the chain shows that its keys seal nothing, and seals again',
    async () => {
      process.kill(network.agentOf(NORTH), 'SIGKILL')
      await network.kill(NORTH)
      await rm(network.home(NORTH), { recursive: true, force: true })
      const rpc = await network.rpcOf(SOUTH)
      await secondsUntil(
        'seen to be silent',
        async () => {
          await answer(['restore', '--rpc', rpc], elsewhere)
          return true
        },
        8,
      )
      expect(running()).toBe(0)
      await rename(elsewhere.home ?? '', network.home(NORTH))
      height = await heightAt(1)
      const files = ['--lock', join(network.root, 'lock.json'), '--endpoints', join(network.root, 'endpoints')]
      await network.apply(NORTH, '--options', join(network.root, 'options', `${NORTH}.yaml`), ...files)
      expect(running()).toBe(1)
      agent = start(['agent'], network.as(NORTH))
      agent.stdout?.resume()
      agent.stderr?.resume()
      await secondsUntil('at the head', async () => (await heightAt(0)) >= (await heightAt(1)) - 2)
      await secondsUntil('a block of its own', async () => {
        const head = await heightAt(1)
        for (let number = Math.max(height, head - 12); number <= head; number += 1)
          if ((await blockOf(nodes[1], number)).miner.toLowerCase() === address) return true
        return false
      })
    },
    15 * MINUTES,
  )

  it(
    'has signed no height twice: every node has the same blocks, and each block one seal of a validator',
    async () => {
      const head = (await heightAt(1)) + 8
      await secondsUntil('8 blocks more', async () => (await heightAt(0)) > head && (await heightAt(1)) > head)
      let sealed = 0
      for (let number = height; number <= head; number += 1) {
        const [block, ...others] = await Promise.all(nodes.map((node) => blockOf(node, number)))
        expect(others.map(({ hash }) => hash)).toEqual(others.map(() => block?.hash))
        const { round, seals } = readExtraData(block?.extraData ?? '') ?? { round: -1, seals: [] }
        // Seals of later rounds sign a header that JSON-RPC does not give.
        if (round !== 0) continue
        const sealers = seals.map((seal) => recoverAddress(fromHex(block?.hash ?? '0x'), seal))
        expect(new Set(sealers).size).toBe(seals.length)
        if (sealers.some((sealer) => sealer === address)) sealed += 1
      }
      process.stdout.write(`  blocks ${height} to ${head}: ${sealed} with its seal\n`)
      expect(sealed).toBeGreaterThan(0)
    },
    4 * MINUTES,
  )
})
