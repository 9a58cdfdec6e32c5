import { readFileSync } from 'node:fs'
import type { NodeFacts } from '../../../network/agent/node-facts.ts'
import type { Registry } from '../../../network/agent/registry.ts'
import { parseEnode } from '../../../network/besu/enode.ts'
import { nodeAddress } from '../../../network/ceremony/card.ts'
import type { Endpoints } from '../../../network/ceremony/endpoints.ts'
import type { ExaminedNode, Facts, OpenAnswers, OwnAnswers } from '../../../network/doctor/facts.ts'
import type { Hex } from '../../../network/hex.ts'

interface Sample {
  readonly request?: { readonly method: string; readonly params: readonly unknown[] }
  readonly response?: { readonly result?: unknown }
}

const file = new URL('../../vectors/besu/rpc-samples.json', import.meta.url)
const { samples } = JSON.parse(readFileSync(file, 'utf8')) as { samples: readonly Sample[] }

/** What a real Besu 26.8 answered first to this method. */
export function answered<T>(method: string, ...params: unknown[]): T {
  const sample = samples.find(
    ({ request }) => request?.method === method && params.every((param, i) => request.params[i] === param),
  )
  if (sample?.response?.result === undefined) throw new Error(`no recorded answer to ${method}`)
  return sample.response.result as T
}

interface RawBlock {
  readonly number: string
  readonly hash: Hex
  readonly timestamp: string
  readonly gasLimit: string
}
interface RawPeer {
  readonly id: Hex
  readonly name: string
  readonly network: { readonly remoteAddress: string; readonly inbound: boolean }
  readonly protocols: { readonly eth: { readonly latestBlock: number } }
}

const block = answered<RawBlock>('eth_getBlockByNumber', 'latest')
const genesis = answered<RawBlock>('eth_getBlockByNumber', '0x0')
const info = answered<{ id: string; enode: string }>('admin_nodeInfo')
const peers = answered<RawPeer[]>('admin_peers')
const version = answered<string>('web3_clientVersion')
export const validators = answered<Hex[]>('qbft_getValidatorsByBlockNumber', 'latest')
export const allowed = answered<string[]>('perm_getNodesAllowlist')
const accounts = answered<Hex[]>('perm_getAccountsAllowlist')

const number = Number(block.number)
const time = Number(block.timestamp)
const publicKey: Hex = `0x${info.id}`
export const self = nodeAddress(publicKey)

const enodes = allowed.map((url) => {
  const enode = parseEnode(url)
  if (enode === undefined) throw new Error(`no enode: ${url}`)
  return { ...enode, address: nodeAddress(enode.publicKey) }
})
const nameAt = (index: number) => `member-${index}`

const nodeFacts: NodeFacts = {
  node: 'member-0-1',
  address: self,
  publicKey,
  genesisHash: genesis.hash,
  head: { number, time },
  syncing: false,
  peers: peers.map(({ id, network, protocols }) => ({
    publicKey: id,
    address: nodeAddress(id),
    remote: network.remoteAddress.replace(/:\d+$/, ''),
    inbound: network.inbound,
    told: protocols.eth.latestBlock,
  })),
  allowedNodes: allowed,
  allowedAccounts: accounts,
  votes: {},
  validators,
  proposals: Object.fromEntries(validators.map((validator, index) => [validator, number - index])),
}

const own: OwnAnswers = {
  facts: nodeFacts,
  enode: info.enode,
  peers: peers.map(({ id, name, protocols }) => ({
    address: nodeAddress(id),
    version: name,
    latestBlock: protocols.eth.latestBlock,
  })),
  pool: 0,
}

const open: OpenAnswers = {
  version,
  genesisHash: genesis.hash,
  head: { number, time },
  lag: 0,
  syncing: false,
  peers: peers.length,
  validators,
  votes: {},
  proposed: Object.fromEntries(validators.map((validator) => [validator, 25])),
  gasPrice: Number(answered<string>('eth_gasPrice')),
  blocks: Array.from({ length: 12 }, (_, i) => ({
    number: number - 11 + i,
    time: time - 2 * (11 - i),
    transactions: 0,
    gasUsed: 0,
    gasLimit: Number(block.gasLimit),
    baseFee: 0,
    logs: undefined,
  })),
  oldState: true,
  hostStatus: { host: 'member-0-1', status: 200 },
  unprotected: [],
}

const config = {
  chainId: 1337,
  berlinBlock: 0,
  londonBlock: 0,
  shanghaiTime: 0,
  cancunTime: 0,
  zeroBaseFee: true,
  qbft: { blockperiodseconds: 2, epochlength: 30_000, requesttimeoutseconds: 4 },
} as const

const node: ExaminedNode = {
  node: 'member-0-1',
  duty: 'validator',
  address: self,
  state: 'running',
  since: time - 1_000,
  silence: undefined,
  open,
  own,
  log: [],
  config: new Map([
    ['min-gas-price', '0'],
    ['nat-method', 'NONE'],
  ]),
  genesisConfig: config,
  staticNodes: [],
  memory: { usedMiB: 463, limitMiB: 768 },
}

const registry: Registry = {
  block: number,
  time,
  members: enodes.map(({ address, publicKey }, i) => ({
    name: nameAt(i),
    status: 'active',
    officer: accounts[i % accounts.length] ?? '0x',
    agent: accounts[i % accounts.length] ?? '0x',
    nodes: [{ name: `${nameAt(i)}-1`, duty: 'validator', state: 'active', address, publicKey }],
  })),
  validators,
  change: undefined,
  lease: undefined,
  amendments: [],
  emergency: undefined,
}

const record = (i: number, host: string, port: number): Endpoints => ({
  format: 'quorate/endpoints/1',
  member: nameAt(i),
  chainId: 1337,
  consortium: `0x${'00'.repeat(32)}`,
  serial: 1,
  issuedAt: '2026-09-02T00:00:00Z',
  nodes: [{ name: `${nameAt(i)}-1`, host, port }],
  signature: `0x${'00'.repeat(65)}`,
})

/** A member of the network that the recorded answers come from, in which nothing is wrong. */
export const healthy: Facts = {
  member: 'member-0',
  now: time + 1,
  network: { genesisHash: genesis.hash, blockPeriod: 2, requestTimeout: 4, epoch: 30_000, headAgeSeconds: 24 },
  foundingConfig: config,
  target: { kind: 'process', silence: undefined },
  nodes: [node],
  registry,
  records: new Map(enodes.map(({ host, port }, i) => [nameAt(i), record(i, host, port)])),
  reach: enodes.map(({ host, port }, i) => ({
    member: nameAt(i),
    node: `${nameAt(i)}-1`,
    host,
    port,
    outcome: 'open',
  })),
  routes: { here: [], from: new Map() },
  exposed: [],
  disks: [{ what: 'the home', freeBytes: 40 * 2 ** 30, totalBytes: 50 * 2 ** 30 }],
}

export const head = { number, time }

/** The same with its one node changed. */
export function withNode(change: Partial<ExaminedNode>, facts: Facts = healthy): Facts {
  return { ...facts, nodes: facts.nodes.map((one) => ({ ...one, ...change })) }
}

export function withOpen(change: Partial<OpenAnswers>, facts: Facts = healthy): Facts {
  return { ...facts, nodes: facts.nodes.map((one) => ({ ...one, open: one.open && { ...one.open, ...change } })) }
}

export function withOwn(change: Partial<OwnAnswers>, facts: Facts = healthy): Facts {
  return withNode({ own: { ...own, ...change } }, facts)
}

export function withFacts(change: Partial<NodeFacts>, facts: Facts = healthy): Facts {
  return withOwn({ facts: { ...nodeFacts, ...change } }, facts)
}

/** The same as somebody sees it who has no passphrase. */
export function withoutToken(facts: Facts = healthy): Facts {
  return withNode({ own: undefined }, facts)
}

/** Only so many of the peers are left. */
export function withPeers(count: number, facts: Facts = healthy): Facts {
  const left = nodeFacts.peers.slice(0, count)
  const open = withOpen({ peers: count }, facts)
  return withOwn({ facts: { ...nodeFacts, peers: left }, peers: own.peers.slice(0, count) }, open)
}
