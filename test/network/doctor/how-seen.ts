import type { DoctorCode } from '../../../network/doctor/codes.ts'

/**
 * How each failure is made for the doctor to find.
 * - `besu`: on a real Besu, by test/live/doctor.
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
  DATA_NEWER: { facts: 'a line of a real Besu; the kit starts none so' },
  WORLD_STATE_MISSING: words,
  STATE_ROOT_MISMATCH: words,
  DISK_EXHAUSTED: 'besu',
  DATABASE_BUSY: 'besu',
  OUT_OF_MEMORY: { facts: 'a Besu with too little heap hangs for minutes before it says so, or never does' },
  CONNECTIONS_FULL: 'besu',
  CLOCK_SKEW_SEVERE: 'besu',
  LOGS_INCOMPLETE: { facts: 'Besu answers rightly unless its log caches are damaged' },
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
  POOL_NOT_MINED: { facts: 'a Besu of this release mines what its pool takes' },
  GAS_NOT_FREE: 'besu',
  BLOCK_REFUSED: words,
  PEER_STRANGER: { facts: 'it takes another key behind a listed address; the agent’s own suite has it' },
  ENODE_LOOPBACK: { facts: 'in a rehearsal loopback is the right address' },
  ALLOWLIST_LOCKOUT: 'besu',
  NODE_BEHIND: { facts: 'it lasts seconds only: a node that is let go on catches up' },
  DISK_LOW: { facts: 'it takes a home on a disk of its own, nearly full; full ones are made in test/e2e/bad-nodes' },
  MEMORY_HIGH: { facts: 'it takes hours of load' },
  CLOCK_SKEW: 'besu',
  HOST_NOT_ALLOWED: 'besu',
  VALIDATOR_IDLE: { facts: 'it takes a hundred blocks without one validator' },
  VALIDATOR_ALONE: { facts: 'a consortium of one member is none' },
  VOTES_NEAR_EPOCH: { facts: 'an epoch has 30,000 blocks' },
  BLOCKS_LATE: { facts: 'it takes blocks full of transactions' },
  BESU_UNKNOWN_RELEASE: old,
  PEER_REFUSED: 'besu',
  PEER_TIMEOUT: { machine: 'timeout' },
  PEER_KEPT_OUT: { facts: 'it lasts until the agent dials again' },
  PEERS_FEW: 'besu',
  ENDPOINT_MOVED: { facts: 'on one machine every node connects from loopback' },
  ENDPOINT_UNSAID: { facts: 'a rehearsal says where all nodes are' },
  DNS_FROZEN: { facts: 'manifests hold addresses only' },
  NAT_FAILED: words,
  ALLOWLIST_DRIFT: 'besu',
  STATIC_NODE_FOREIGN: 'besu',
  STATE_NOT_KEPT: { facts: 'it takes more than 600 blocks' },
  AMENDMENT_NOT_APPLIED: { facts: 'a suite of amendments, on nodes of its own, writes and applies them' },
  LEASE_LONG: { facts: 'it takes a lease that is held for longer than the suite lasts' },
  VOTES_OPEN: 'besu',
  VERSIONS_DIFFER: old,
}
