import type { DoctorEntry } from './entry.ts'

/** What can be wrong with consensus, votes, releases and blocks. */
export const chainCodes = {
  CHAIN_NO_QUORUM: {
    level: 'error',
    by: 'RPC',
    cause:
      'Fewer validators are in reach than a block needs, so that none is made; each round lasts twice the one before.',
    remedy:
      'Bring nodes back until there is a quorum. Agents then restart the validators that stayed; where none runs, its member does: `quorate down`, and `quorate apply`.',
    issues: [7642],
  },
  CHAIN_ROUNDS_APART: {
    level: 'error',
    by: 'RPC',
    cause: 'A quorum is in reach and the validators sit in different rounds: who returned began at round 0.',
    remedy:
      'Agents restart all validators within minutes; where none runs, its member does: `quorate down`, and `quorate apply`. All begin at round 0, which is faster than waiting.',
    issues: [7642],
  },
  VALIDATOR_IDLE: {
    level: 'warning',
    by: 'RPC',
    cause: 'A validator proposed none of the last hundred blocks; each of its turns costs a round.',
    remedy: 'Its member finds out why; one that stays away is best voted out: `quorate propose remove-node`.',
    issues: [6398],
  },
  VALIDATOR_ALONE: {
    level: 'warning',
    by: 'RPC',
    cause: 'So few validators that the loss of one halts the chain; a single one may not come back after a restart.',
    remedy: 'Have at least four validators, of at least four members.',
    issues: [6457],
  },
  QUORUM_WIPED: {
    level: 'error',
    by: 'token',
    cause: 'More validators lost their data than the quorum can miss; who is empty cannot vote on top of the rest.',
    remedy: 'Wipe nobody else: no backup holds the chain, and the empty ones take it from who still has it.',
    issues: [8307],
  },
  VOTE_UNSYNCED: {
    level: 'error',
    by: 'RPC',
    cause: 'A vote lets in a validator that has not followed the chain yet; voted in, it can halt the chain.',
    remedy: 'Take the vote back (the agent does) until the joiner is at the head and sees a quorum of peers.',
    issues: [8425, 765],
  },
  VOTE_MAY_HALT: {
    level: 'error',
    by: 'token',
    cause: 'If the votes that stand pass now, fewer validators are live than the new quorum.',
    remedy: 'Bring the nodes that are down back first; the agent holds its own vote until then.',
    issues: [8425, 765],
  },
  VOTES_NEAR_EPOCH: {
    level: 'warning',
    by: 'RPC',
    cause: 'Votes that have not passed are forgotten when an epoch ends, and this one ends soon.',
    remedy: 'Wait for the epoch; agents cast their votes again by themselves afterwards.',
    issues: [7873, 11109, 9870],
  },
  VOTES_OPEN: {
    level: 'note',
    by: 'RPC',
    cause: 'This node votes whenever it proposes a block; a change needs more than half of the validators.',
    remedy: 'Nothing, while the count rises; a vote that stays for an epoch was not shared by the others.',
    issues: [7873, 11109, 9870],
  },
  AMENDMENT_NOT_APPLIED: {
    level: 'error',
    by: 'file',
    cause: 'A node’s genesis file lacks what was decided for all nodes; when that begins, the node leaves the chain.',
    remedy: 'Its agent makes it anew by itself, in turn: see that one runs (`quorate agent`) and what it finds.',
  },
  LEASE_LONG: {
    level: 'note',
    by: 'RPC',
    cause: 'A member has a validator down for maintenance for long; meanwhile no other is taken down, or joins.',
    remedy:
      'Ask that member. A lease ends by itself within an hour; suspending the member (`quorate emergency suspend`) ends it at once, also where members pass it on among themselves so that nobody else has it.',
  },
  VERSION_SKEW: {
    level: 'error',
    by: 'RPC',
    cause: 'Nodes of Besu 25 and 26 do not understand one another’s consensus messages.',
    remedy:
      'Bring all to one release that `quorate upgrade` knows; where something else started a node, its member runs `quorate down`, and `quorate apply`.',
    issues: [10499, 9977, 10204],
  },
  VERSIONS_DIFFER: {
    level: 'note',
    by: 'token',
    cause: 'Nodes run different releases of Besu.',
    remedy: 'As it should be in the midst of an upgrade; bring it to its end.',
  },
  MESSAGE_UNREADABLE: {
    level: 'error',
    by: 'log',
    cause: 'A node cannot decode what a peer sends, as Besu 25 and 26 among one another.',
    remedy:
      'Compare releases: `quorate doctor --unlock` tells those of peers. Bring all to one that `quorate upgrade` knows.',
    issues: [10499, 9977, 10204],
  },
  BESU_DROPS_UNFUNDED: {
    level: 'error',
    by: 'RPC',
    cause: 'Before 26.7.1 a sender without a balance is never mined though gas is free: blocks stay empty.',
    remedy:
      'Run `quorate apply`, which makes nodes of 26.7.1 or later; where that changes nothing, `quorate down` first.',
    issues: [10751],
  },
  POOL_NOT_MINED: {
    level: 'error',
    by: 'token',
    cause: 'Transactions wait in the pool and all blocks are empty.',
    remedy:
      'See that gas price is 0 everywhere, and send one transaction by hand: `quorate vote` tells what refuses it.',
    issues: [10751, 7136, 3763],
  },
  GAS_NOT_FREE: {
    level: 'error',
    by: 'RPC',
    cause: 'A node asks a price for gas, and drops what pays none.',
    remedy:
      'Run `quorate apply`, which writes `min-gas-price=0`, and `zeroBaseFee` into the genesis file; where that changes nothing, `quorate down` first.',
    issues: [7136, 3763, 5813, 7676],
  },
  BLOCKS_LATE: {
    level: 'warning',
    by: 'RPC',
    cause: 'Full blocks come later than the period: Besu takes up to 5 s to fill one on Paris and later.',
    remedy:
      'Rounds that fail look alike: see the log. Else run `quorate apply`, which sets `poa-block-txs-selection-max-time` to 75 per cent; where that changes nothing, `quorate down` first.',
    issues: [11005],
  },
  BLOCK_REFUSED: {
    level: 'error',
    by: 'log',
    cause: 'A node refuses a block that others made: another release, another genesis, or damaged state.',
    remedy:
      'Do not upgrade further. Compare releases; 26.1 is to be skipped. Where they are the same: `quorate down`, and `quorate apply`; where it stays so, wipe the data of this node, and of no other with it (docs/maintenance.md).',
    issues: [9786, 9830, 5842],
  },
  BESU_UNKNOWN_RELEASE: {
    level: 'warning',
    by: 'RPC',
    cause: 'A node runs a release that this kit was not checked against; 26.1 refuses old blocks.',
    remedy: 'Run one that `quorate upgrade` knows.',
    issues: [9786, 9830, 5842],
  },
} as const satisfies Record<string, DoctorEntry>
