import type { DoctorCode } from '../../../network/doctor/codes.ts'

/**
 * How each failure is made for the doctor to find.
 * - `besu`: on a real Besu, by test/live/doctor; in containers, which have addresses of their own, by test/live/docker.
 * - `machine`: with real sockets and no Besu, by test/provisioner/doctor: what a connection came to, or the code.
 * - `facts`: not made; judged from facts or from lines of Besu's log, in test/network/doctor, for the reason that is given.
 */
export type HowSeen = 'besu' | { readonly machine: 'timeout' | 'TARGET_SILENT' } | { readonly facts: string }

const words = {
  facts: 'the line of the log has the wording of Besu’s source; the damage behind it cannot be made at will',
}
const old = { facts: 'it takes a release that the kit does not run' }

export const howSeen: Readonly<Record<DoctorCode, HowSeen>> = {
  NODE_DOWN: 'besu',
  RPC_REFUSED: 'besu',
  RPC_SILENT: 'besu',
  PORT_TAKEN: 'besu',
  TARGET_SILENT: { machine: 'TARGET_SILENT' },
  NODE_GENESIS_OTHER: 'besu',
  DATA_NEWER: 'besu',
  WORLD_STATE_MISSING: words,
  STATE_ROOT_MISMATCH: 'besu',
  DISK_EXHAUSTED: 'besu',
  DATABASE_BUSY: 'besu',
  OUT_OF_MEMORY: { facts: 'a Besu with too little heap hangs for minutes before it says so, or never does' },
  CONNECTIONS_FULL: 'besu',
  CLOCK_SKEW_SEVERE: 'besu',
  LOGS_INCOMPLETE: 'besu',
  TOKEN_REFUSED: 'besu',
  ADMIN_UNPROTECTED: 'besu',
  RPC_EXPOSED: 'besu',
  CHAIN_NO_QUORUM: 'besu',
  CHAIN_ROUNDS_APART: { facts: 'it lasts seconds only: agents heal it' },
  QUORUM_WIPED: { facts: 'a wiped quorum never comes back, and would end the network of the suite' },
  VOTE_UNSYNCED: 'besu',
  VOTE_MAY_HALT: { facts: 'it would take a vote with one validator away, and the agents hold theirs back' },
  VERSION_SKEW: old,
  MESSAGE_UNREADABLE: old,
  BESU_DROPS_UNFUNDED: old,
  POOL_NOT_MINED: 'besu',
  GAS_NOT_FREE: 'besu',
  BLOCK_REFUSED: 'besu',
  PEER_STRANGER: { facts: 'it takes another key behind a listed address; the agent’s own suite has it' },
  ENODE_LOOPBACK: 'besu',
  ALLOWLIST_LOCKOUT: 'besu',
  NODE_BEHIND: { facts: 'it lasts seconds only: a node that is let go on catches up' },
  DISK_LOW: { facts: 'it takes a home on a disk of its own, nearly full; full ones are made in test/e2e/bad-nodes' },
  MEMORY_HIGH: 'besu',
  CLOCK_SKEW: 'besu',
  HOST_NOT_ALLOWED: 'besu',
  VALIDATOR_IDLE: { facts: 'it takes a hundred blocks without one validator' },
  VALIDATOR_ALONE: 'besu',
  VOTES_NEAR_EPOCH: { facts: 'an epoch has 30,000 blocks' },
  BLOCKS_LATE: { facts: 'it takes blocks full of transactions' },
  BESU_UNKNOWN_RELEASE: old,
  PEER_REFUSED: 'besu',
  PEER_TIMEOUT: { machine: 'timeout' },
  PEER_KEPT_OUT: { facts: 'it lasts until the agent dials again' },
  PEERS_FEW: 'besu',
  ENDPOINT_MOVED: 'besu',
  SOURCE_DIFFERS: { facts: 'it takes a machine with two addresses' },
  ENDPOINT_UNSAID: { facts: 'a rehearsal says where all nodes are' },
  DNS_FROZEN: { facts: 'manifests hold addresses only' },
  NAT_FAILED: 'besu',
  ALLOWLIST_DRIFT: 'besu',
  STATIC_NODE_FOREIGN: 'besu',
  STATE_NOT_KEPT: { facts: 'it takes more than 600 blocks' },
  AMENDMENT_NOT_APPLIED: { facts: 'a suite of amendments, on nodes of its own, writes and applies them' },
  LEASE_LONG: { facts: 'it takes a lease that is held for longer than the suite lasts' },
  VOTES_OPEN: 'besu',
  VERSIONS_DIFFER: 'besu',
}

/** What of Besu is known to fail, and the codes that the doctor says it by: the least that it has to see. */
export const knownFailures: readonly (readonly [string, readonly DoctorCode[]])[] = [
  ['rounds grow and grow while validators are away', ['CHAIN_NO_QUORUM', 'CHAIN_ROUNDS_APART']],
  ['the chain stands still, and peers and liveness are fine', ['CHAIN_NO_QUORUM']],
  ['a joiner is voted in before it follows the chain', ['VOTE_UNSYNCED', 'VOTE_MAY_HALT']],
  ['votes are lost at an epoch', ['VOTES_OPEN', 'VOTES_NEAR_EPOCH']],
  ['only empty blocks, since the sender has no balance', ['POOL_NOT_MINED', 'BESU_DROPS_UNFUNDED']],
  ['transactions that pay nothing are dropped', ['GAS_NOT_FREE']],
  ['full blocks come late', ['BLOCKS_LATE']],
  ['Besu 25 beside 26', ['VERSION_SKEW', 'MESSAGE_UNREADABLE']],
  ['old blocks are refused after an upgrade', ['BLOCK_REFUSED', 'BESU_UNKNOWN_RELEASE']],
  ['the state after the newest block is absent', ['WORLD_STATE_MISSING']],
  ['another state than the block’s', ['STATE_ROOT_MISMATCH']],
  ['a quorum wiped, or a validator alone', ['VALIDATOR_ALONE', 'QUORUM_WIPED']],
  ['the disk is full, or the database taken', ['DISK_EXHAUSTED', 'DATABASE_BUSY']],
  ['memory grows', ['MEMORY_HIGH', 'OUT_OF_MEMORY']],
  ['names are looked up once, or give loopback', ['DNS_FROZEN', 'ENODE_LOOPBACK']],
  ['peers are not dialled again', ['PEERS_FEW', 'PEER_KEPT_OUT']],
  ['another genesis', ['NODE_GENESIS_OTHER']],
  ['the NAT manager fails', ['NAT_FAILED']],
  ['clocks differ', ['CLOCK_SKEW', 'CLOCK_SKEW_SEVERE']],
  ['the state of old blocks is not kept', ['STATE_NOT_KEPT']],
  ['eth_getLogs leaves out logs', ['LOGS_INCOMPLETE']],
  ['403, Host not authorized', ['HOST_NOT_ALLOWED']],
  ['allow lists that nobody gets past after a restart', ['ALLOWLIST_LOCKOUT']],
]

/** Of these failures not made on a real Besu. */
export const notMade: readonly string[] = [
  'full blocks come late',
  'Besu 25 beside 26',
  'the state after the newest block is absent',
  'the state of old blocks is not kept',
]
