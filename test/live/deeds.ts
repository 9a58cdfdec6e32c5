import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { JsonRpcProvider, Wallet } from 'ethers'
import { nodeAddress } from '../../network/ceremony/card.ts'
import { anchorOf, readAnchorHead } from '../../provisioner/anchors/anchor.ts'
import { type JwtKey, jwtKeyOf } from '../../provisioner/besu-rpc/jwt.ts'
import { connect } from '../../provisioner/chain/connect.ts'
import { read } from '../../provisioner/chain/read.ts'
import { addressOf } from '../../provisioner/home/home.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { unlock } from '../../provisioner/home/unlock.ts'
import { answer } from '../e2e/cli.ts'
import type { Joiner } from './joiner.ts'
import type { LiveNetwork } from './live-network.ts'
import { secondsUntil } from './seconds.ts'

interface Removal {
  readonly status: string
  readonly removed: boolean
}

/** What is asked of a network wherever its nodes run: a member's transaction is taken. */
export async function takesTransaction(network: LiveNetwork, member: string): Promise<void> {
  const file = join(network.folder, 'values.ndjson')
  await writeFile(file, '{"infusion":1}\n')
  const { records } = await answer<{ records: string[] }>(['record', 'put', file], network.as(member))
  expect(records).toHaveLength(1)
}

/** A stranger's is refused, also where a member hands it over; and nobody without a token may send or ask at all. */
export async function refusesStranger(network: LiveNetwork, member: string): Promise<void> {
  const { chainId } = await foundingOf(network)
  const key = await tokenKey(network, member)
  const rpc = await network.rpcOf(member)
  const now = () => Math.floor(Date.now() / 1000)
  const token = () => key.token(['eth:*'], { now: now(), seconds: 60 })
  const own = await connect(rpc, chainId, { token })
  const stranger = Wallet.createRandom()
  const raw = await stranger.signTransaction({
    type: 0,
    chainId,
    nonce: 0,
    to: stranger.address,
    gasLimit: 21_000n,
    gasPrice: 0n,
  })
  await expect(own.send('eth_sendRawTransaction', [raw])).rejects.toThrow(/not authorized/i)
  own.destroy()
  const anybody = await connect(rpc, chainId)
  await expect(anybody.send('eth_sendRawTransaction', [raw])).rejects.toThrow(/401|Unauthorized/)
  await expect(anybody.send('admin_peers', [])).rejects.toThrow(/401|Unauthorized/)
  anybody.destroy()
}

/** Blocks go on without it, and it catches up once its member applies again. */
export async function goesOnWithout(network: LiveNetwork, member: string): Promise<void> {
  await network.kill(member)
  await network.grows(5)
  await network.apply(member)
  await secondsUntil('at the head again', () => network.atHead(member))
}

/** No block comes without these, and one does once they are back. */
export async function standsStillWithout(network: LiveNetwork, ...members: readonly string[]): Promise<void> {
  await network.kill(...members)
  await setTimeout(15_000)
  const still = await network.height()
  await setTimeout(5_000)
  expect(await network.height()).toBe(still)
  await Promise.all(members.map((member) => network.apply(member)))
  await secondsUntil(
    `the first block after ${members.length} were down`,
    async () => (await network.height()) > still,
    6,
  )
}

/**
 * Seconds for which nodes are away in `areHealed`. Rounds begin with 2 s and double: by 126 s those who stayed are in the
 * seventh. Whoever comes back between 128 s and 256 s, and starts at the first, then meets them in the eighth, 254 s later.
 */
const AWAY = 130
/** Seconds from the first one’s return to the next block, where agents restart those who stayed; Besu alone takes 254. */
const HEALED = 180

interface Outage {
  readonly stayed: readonly string[]
  readonly gone: readonly string[]
  /** Has them go, and tells how they come back; killed, and applied by their members, where it is not given. */
  leave?(): Promise<() => Promise<unknown>>
}

/** Away for longer than rounds bear: once they are back, the agents of those who stayed restart their nodes, each once. */
export async function areHealed(network: LiveNetwork, { stayed, gone, leave }: Outage): Promise<void> {
  const killed = async () => {
    await network.kill(...gone)
    return () => Promise.all(gone.map((member) => network.apply(member)))
  }
  const all = [...stayed, ...gone]
  const told = () => all.map((member) => network.agentLog(member).split(`restart of ${member}-1: no block`).length - 1)
  const [before, lives] = [told(), await network.lives(stayed)]
  const comeBack = await (leave ?? killed)()
  await setTimeout(15_000)
  const still = await newestOf(network, all)
  await setTimeout((AWAY - 15) * 1000)
  const stood = { head: await newestOf(network, all), restarts: told() }
  const healed = async () => {
    // With the first of them there is a quorum again.
    await secondsUntil('one of them answers again', async () => (await headsOf(network, gone)).length > 0)
    return secondsUntil('the first block since', async () => (await newestOf(network, all)) > still, 8)
  }
  const [seconds] = await Promise.all([healed(), comeBack()])
  // Nobody restarts in vain: each has one restart in a stall.
  expect(stood).toEqual({ head: still, restarts: before })
  expect(seconds).toBeLessThanOrEqual(HEALED)
  const restarts = told().map((times, i) => times - (before[i] ?? 0))
  expect(restarts.slice(0, stayed.length)).toEqual(stayed.map(() => 1))
  // Who came back restarts as well, where it saw the others go.
  expect(Math.max(...restarts)).toBe(1)
  expect((await network.lives(stayed)).filter((life) => lives.includes(life))).toEqual([])
}

/** As their own nodes say: some of them are down, or just being restarted. */
async function headsOf(network: LiveNetwork, members: readonly string[]): Promise<number[]> {
  const { chainId } = await foundingOf(network)
  const heads = members.map(async (member) => {
    const node = await connect(await network.rpcOf(member), chainId, { timeout: 2_000 })
    return node.getBlockNumber().finally(() => node.destroy())
  })
  const settled = await Promise.allSettled(heads)
  return settled.flatMap((head) => (head.status === 'fulfilled' ? [head.value] : []))
}

async function newestOf(network: LiveNetwork, members: readonly string[]): Promise<number> {
  return Math.max(...(await headsOf(network, members)))
}

/** The first proposes and all vote; agents do the rest, until the joiner proposes blocks itself. */
export async function letsIn(network: LiveNetwork, joiner: Joiner, members: readonly string[]): Promise<void> {
  const [first = '', ...others] = members
  const { validators } = (await network.status()).consensus
  const { short } = await answer<{ short: string }>(['propose', 'admit', joiner.card, '--vote'], network.as(first))
  await Promise.all(others.map((member) => answer(['vote', short, 'for', '--wait'], network.as(member))))
  await secondsUntil('admitted', async () => (await network.status()).members.some(({ name }) => name === joiner.name))
  const more = validators.length + 1
  await secondsUntil('a validator', async () => (await network.status()).consensus.validators.length === more, 6)
  const own = { rpc: await network.rpcOf(first), ...(await foundingOf(network)) }
  await secondsUntil('a block that it proposed', () => proposesBlocks(joiner.card, own), 6)
  await network.grows(5)
}

/** Whether one of the last twelve blocks is by the first node of this card. @param at who is asked for blocks. */
export async function proposesBlocks(card: string, at: { rpc: string; chainId: number }): Promise<boolean> {
  const [node] = (JSON.parse(await readFile(card, 'utf8')) as { nodes: { publicKey: `0x${string}` }[] }).nodes
  const address = nodeAddress(node?.publicKey ?? '0x').toLowerCase()
  const provider = await connect(at.rpc, at.chainId)
  const head = await provider.getBlockNumber()
  const last = await Promise.all(Array.from({ length: Math.min(head, 12) }, (_, i) => provider.getBlock(head - i)))
  provider.destroy()
  return last.some((block) => block?.miner.toLowerCase() === address)
}

/** One leaves, by its own command and one of each other. */
export async function letsGo(network: LiveNetwork, name: string, members: readonly string[]): Promise<void> {
  const leaves = answer<Removal>(['leave', '--wait'], network.as(name))
  const parts = members.map((member) => answer<Removal>(['remove', name, '--wait'], network.as(member)))
  const [removals] = await Promise.all([Promise.all(parts), leaves])
  expect(removals.map(({ removed, status }) => [removed, status])).toEqual(members.map(() => [true, 'expelled']))
  expect((await network.status()).consensus.validators).toHaveLength(members.length)
}

/** Every other is connected to the others alone. */
export async function disconnects(network: LiveNetwork, name: string): Promise<void> {
  await secondsUntil('disconnected everywhere', async () => {
    const nodes = (await network.nodes()).filter((node) => !node.name.startsWith(name))
    return nodes.every(({ peers }) => peers === nodes.length - 1)
  })
}

/** No node takes what its accounts send any more, and the public chain has the signers who stay: the agents brought them there. */
export async function forgets(network: LiveNetwork, name: string, members: readonly string[]): Promise<void> {
  const left = await openHome(network.home(name))
  const accounts = (['officer', 'agent'] as const).map((role) => addressOf(left, role))
  const { chainId } = await foundingOf(network)
  const nodes = await Promise.all(
    members.map(async (member) => {
      const key = await tokenKey(network, member)
      const token = () => key.token(['eth:*', 'perm:*'], { now: Math.floor(Date.now() / 1000), seconds: 60 })
      return connect(await network.rpcOf(member), chainId, { token })
    }),
  )
  await secondsUntil('its accounts on no list', async () => {
    const lists: string[][] = await Promise.all(nodes.map((node) => node.send('perm_getAccountsAllowlist', [])))
    return lists.every((list) => list.length === 2 * members.length && !accounts.some((one) => list.includes(one)))
  })
  const [first] = nodes as [JsonRpcProvider]
  const { publicChains } = JSON.parse(await readFile(join(network.home(members[0] ?? ''), 'connection.json'), 'utf8'))
  const publicChain = new JsonRpcProvider(publicChains.base[0])
  // A rehearsal's public chain keeps nothing over a full stop: the agents bring it all that was decided.
  await answer(['anchor', 'fund'], network.as(members[0] ?? ''))
  await answer(['anchor', 'deploy'], network.as(members[0] ?? ''))
  const anchor = anchorOf(JSON.parse(await readFile(join(network.root, 'lock.json'), 'utf8')))
  await secondsUntil(
    'the signers who stay on the public chain',
    async () => {
      const [{ epoch }, current] = await Promise.all([
        readAnchorHead(publicChain, anchor),
        read(first, 'CheckpointBoard', 'currentEpoch'),
      ])
      const { organisations } = await read(first, 'CheckpointBoard', 'epoch', BigInt(epoch))
      return BigInt(epoch) === current && organisations.length === members.length
    },
    6,
  )
  for (const node of [...nodes, publicChain]) node.destroy()
}

/** The agent's key for tokens, as its command line opens it. */
async function tokenKey(network: LiveNetwork, member: string): Promise<JwtKey> {
  const environment = { variables: { QUORATE_PASSPHRASE_FILE: join(network.root, 'passphrases', member) } }
  const signers = await unlock(await openHome(network.home(member)), environment as never)
  return jwtKeyOf(signers.of('agent'), (await foundingOf(network)).networkId)
}

async function foundingOf(network: LiveNetwork): Promise<{ networkId: `0x${string}`; chainId: number }> {
  return JSON.parse(await readFile(join(network.root, 'lock.json'), 'utf8')).founding
}
