import type { DoctorCode } from '../../../network/doctor/codes.ts'
import type { BlockFacts, Facts } from '../../../network/doctor/facts.ts'
import type { Hex } from '../../../network/hex.ts'
import {
  allowed,
  head,
  healthy,
  self,
  validators,
  withFacts,
  withNode,
  withOpen,
  withOwn,
  withoutToken,
  withPeers,
} from './healthy.ts'
import { logs } from './log-lines.ts'

const stranger: Hex = `0x${'5f'.repeat(20)}`
const strangerKey: Hex = `0x${'11'.repeat(64)}`
const rpc = 'http://127.0.0.1:8545'
const blocks = healthy.nodes[0]?.open?.blocks ?? []
const peers = () => {
  const own = healthy.nodes[0]?.own
  if (own === undefined || 'refused' in own) throw new Error('the healthy node answers')
  return own.peers
}

const full = (block: BlockFacts, i: number): BlockFacts => ({
  ...block,
  time: head.time - 5 * (blocks.length - 1 - i),
  transactions: 900,
  gasUsed: 0.9 * block.gasLimit,
})
const stands = (age: number, facts: Facts): Facts => ({ ...facts, now: head.time + age })
const reached = (outcome: Facts['reach'][number]['outcome'], facts: Facts = withPeers(2)): Facts => ({
  ...facts,
  reach: facts.reach.map((place, i) => (i === 3 ? { ...place, outcome } : place)),
})
const disk = (freeGiB: number): Facts => ({
  ...healthy,
  disks: [{ what: 'the home', freeBytes: freeGiB * 2 ** 30, totalBytes: 50 * 2 ** 30 }],
})
/** Two of the peers have told of no newer block than this. */
export function withPeersAt(latestBlock: number): Facts {
  return withOwn({ peers: peers().map((peer, i) => (i < 2 ? { ...peer, latestBlock } : peer)) })
}
const votes = (validator: Hex, join: boolean) => ({ [validator]: join }) as Record<Hex, boolean>

const decided = (changes: Partial<NonNullable<Facts['registry']>>): Facts => {
  if (healthy.registry === undefined) throw new Error('the healthy network has a registry')
  return { ...healthy, registry: { ...healthy.registry, ...changes } }
}

/** For every code what has to go wrong for it, and nothing else than that. */
export const cases: Readonly<Record<DoctorCode, Facts>> = {
  NODE_DOWN: withNode({ state: 'stopped', open: undefined, own: undefined }),
  RPC_REFUSED: withNode({ silence: { kind: 'refused', rpc, reason: 'ECONNREFUSED' }, open: undefined, own: undefined }),
  RPC_SILENT: withNode({ silence: { kind: 'timeout', rpc, reason: 'aborted' }, open: undefined, own: undefined }),
  PORT_TAKEN: withNode({ log: logs.port, state: 'running' }),
  TARGET_SILENT: {
    ...healthy,
    target: { kind: 'docker', silence: { reason: 'no engine', remedy: 'Start the engine.' } },
  },
  AMENDMENT_NOT_APPLIED: decided({
    amendments: [
      { kind: 'block-period', seconds: 4, beginsAt: head.time + 900, decidedAt: head.time - 9, cancelledAt: null },
    ],
  }),
  LEASE_LONG: decided({
    lease: { node: self, member: 'member-0', since: head.time - 901, until: head.time + 100 },
  }),
  CHAIN_NO_QUORUM: stands(85, withPeers(1)),
  CHAIN_ROUNDS_APART: stands(85, healthy),
  NODE_BEHIND: stands(85, {
    ...healthy,
    nodes: [
      ...withOpen({ head: { number: head.number + 40, time: head.time + 84 } }).nodes,
      ...withNode({ node: 'member-0-2', address: stranger }).nodes,
    ],
  }),
  NODE_GENESIS_OTHER: { ...healthy, network: { ...healthy.network, genesisHash: `0x${'00'.repeat(32)}` } },
  VALIDATOR_IDLE: withOpen({ proposed: Object.fromEntries(validators.slice(1).map((one) => [one, 33])) }),
  VALIDATOR_ALONE: withFacts({ validators: [self] }, withOpen({ validators: [self] })),
  QUORUM_WIPED: stands(85, withNode({ since: head.time + 10 }, withPeersAt(0))),
  PEER_REFUSED: reached('refused'),
  PEER_TIMEOUT: reached('timeout'),
  PEER_KEPT_OUT: withPeers(2),
  PEERS_FEW: withoutToken(withOpen({ peers: 1 })),
  PEER_STRANGER: withFacts({
    peers: [{ publicKey: strangerKey, address: stranger, remote: '127.0.0.1', inbound: true, told: 0 }],
  }),
  ENDPOINT_MOVED: withFacts({
    peers: healthyPeers().map((peer) => ({ ...peer, remote: '203.0.113.9' })),
  }),
  SOURCE_DIFFERS: { ...healthy, routes: { here: ['127.0.0.1'], from: new Map([['203.0.113.7', '203.0.113.9']]) } },
  ENDPOINT_UNSAID: withFacts({ allowedNodes: allowed.slice(0, 3) }, { ...healthy, records: new Map() }),
  ENODE_LOOPBACK: { ...healthy, records: moved('203.0.113.7') },
  DNS_FROZEN: withNode({ staticNodes: [allowed[0]?.replace(/@[^:]+/, '@node.hospital.example') ?? ''] }),
  NAT_FAILED: withNode({ log: logs.nat }),
  ALLOWLIST_DRIFT: withFacts({ allowedAccounts: [] }),
  ALLOWLIST_LOCKOUT: withFacts({ allowedNodes: allowed.slice(0, 2) }),
  STATIC_NODE_FOREIGN: withNode({ staticNodes: allowed.slice(1, 2) }),
  VOTE_UNSYNCED: withOpen({ votes: votes(stranger, true) }),
  VOTE_MAY_HALT: withPeers(2, withOpen({ votes: votes(stranger, true) })),
  VOTES_NEAR_EPOCH: withOpen({ votes: votes(stranger, true), head: { number: 29_995, time: head.time } }),
  VOTES_OPEN: withOpen({ votes: votes(validators[3] ?? '0x', false) }),
  VERSION_SKEW: withOwn({ peers: peers().map((peer, i) => (i > 0 ? peer : { ...peer, version: besu('25.12.0') })) }),
  VERSIONS_DIFFER: withOwn({ peers: peers().map((peer, i) => (i > 0 ? peer : { ...peer, version: besu('26.7.1') })) }),
  MESSAGE_UNREADABLE: withNode({ log: logs.rlp }),
  BESU_DROPS_UNFUNDED: withoutToken(withOpen({ version: besu('26.6.0') })),
  POOL_NOT_MINED: withOwn({ pool: 3 }),
  GAS_NOT_FREE: withOpen({ gasPrice: 1_000 }),
  BLOCKS_LATE: withOpen({ blocks: blocks.map(full) }),
  BLOCK_REFUSED: withNode({ log: logs.invalid }),
  BESU_UNKNOWN_RELEASE: withoutToken(withOpen({ version: besu('26.1.0') })),
  DATA_NEWER: withNode({ log: logs.newer }),
  WORLD_STATE_MISSING: withNode({ log: logs.worldState }),
  STATE_ROOT_MISMATCH: withNode({ log: logs.stateRoot }),
  DISK_LOW: disk(7),
  DISK_EXHAUSTED: disk(1),
  DATABASE_BUSY: withNode({ log: logs.busy }),
  MEMORY_HIGH: withNode({ memory: { usedMiB: 740, limitMiB: 768 } }),
  OUT_OF_MEMORY: withNode({ log: logs.memory }),
  CONNECTIONS_FULL: withNode({ log: logs.connections }),
  CLOCK_SKEW: { ...healthy, now: head.time - 3 },
  CLOCK_SKEW_SEVERE: withOpen({ lag: 8 }),
  STATE_NOT_KEPT: withOpen({ oldState: false }),
  LOGS_INCOMPLETE: withOpen({ blocks: blocks.map((block) => ({ ...block, logs: { found: 2, inReceipts: 3 } })) }),
  HOST_NOT_ALLOWED: withOpen({ hostStatus: { host: 'member-0-1', status: 403 } }),
  TOKEN_REFUSED: withNode({ own: { refused: 'Unauthorized' } }),
  ADMIN_UNPROTECTED: withOpen({ unprotected: ['admin_nodeInfo'] }),
  RPC_EXPOSED: { ...healthy, exposed: [{ what: 'RPC of member-0-1', address: '203.0.113.7', port: 8545 }] },
}

function besu(version: string): string {
  return `besu/v${version}/linux-x86_64/openjdk-java-25`
}

function healthyPeers() {
  const own = healthy.nodes[0]?.own
  return own === undefined || 'refused' in own ? [] : own.facts.peers
}

/** Its own record says another host than it has. */
function moved(host: string): Facts['records'] {
  return new Map(
    [...healthy.records].map(([member, record]) => [
      member,
      member === healthy.member ? { ...record, nodes: record.nodes.map((node) => ({ ...node, host })) } : record,
    ]),
  )
}
