import type { DoctorEntry } from './entry.ts'

/** What can be wrong with one node, its machine, and who may ask it. */
export const nodeCodes = {
  NODE_DOWN: {
    level: 'error',
    by: 'target',
    cause: 'A node of this member does not run, or was never started.',
    remedy: 'Run `quorate apply`; where it ends again at once, its log says why.',
  },
  RPC_REFUSED: {
    level: 'error',
    by: 'RPC',
    cause: 'Nothing listens on the port of a node’s RPC: it is still starting, it ended, or it listens elsewhere.',
    remedy: 'Wait half a minute if it was just started; else see its log, and which port member.yaml gives it.',
  },
  RPC_SILENT: {
    level: 'error',
    by: 'RPC',
    cause: 'A node’s RPC takes connections and does not answer, or packets to it are lost.',
    remedy:
      'See whether the machine is overloaded or a firewall drops packets; then `quorate down`, and `quorate apply`.',
  },
  PORT_TAKEN: {
    level: 'error',
    by: 'log',
    cause: 'A node could not start: something else has one of its ports, most often the same node from before.',
    remedy:
      'Find and stop what listens there, or give another port: of RPC and metrics in member.yaml, for peers by `quorate endpoints --set`; then `quorate apply`.',
  },
  TARGET_SILENT: {
    level: 'error',
    by: 'target',
    cause: 'Where the nodes run cannot be asked: the engine is stopped, or this user may not use it.',
    remedy: 'Start it, or give this user the right; the nodes themselves may be well.',
  },
  NODE_BEHIND: {
    level: 'warning',
    by: 'RPC',
    cause: 'The chain goes on and this node does not have its newest blocks.',
    remedy: 'While it syncs, wait. If its height does not rise: peers, disk, and its log for a refused block.',
  },
  NODE_GENESIS_OTHER: {
    level: 'error',
    by: 'RPC',
    cause: 'A node holds the chain of another genesis; peers that meet it shut it out until they are restarted.',
    remedy:
      'Run `quorate apply`, which writes its genesis file again; where it stays so, wipe the data of this node (docs/maintenance.md). Peers that shut it out take it back after `quorate down` and `quorate apply` of their members.',
    issues: [10827],
  },
  DATA_NEWER: {
    level: 'error',
    by: 'log',
    cause: 'A node was started on an older Besu than its data was last opened with, and it ended at once.',
    remedy: 'Name the newer release in member.yaml and run `quorate apply`; no way leads back on the same data.',
  },
  WORLD_STATE_MISSING: {
    level: 'error',
    by: 'log',
    cause: 'A node has a block and not the state after it, and can neither make nor check the next one.',
    remedy:
      'Wipe the data of this node, and of no other with it (docs/maintenance.md): it takes the chain from the others.',
    issues: [9040, 7946, 7351],
  },
  STATE_ROOT_MISMATCH: {
    level: 'error',
    by: 'log',
    cause: 'A node computes another state than the block says, most often after it was killed.',
    remedy:
      '`quorate down`, and `quorate apply`, which writes its files again; where it stays so, wipe the data of this node, and of no other with it (docs/maintenance.md).',
    issues: [6569, 5362, 7629, 6680],
  },
  DISK_LOW: {
    level: 'warning',
    by: 'machine',
    cause: 'Less than 15 per cent of the disk is free; Besu ends itself when it is full.',
    remedy: 'Make room before it is full: a full disk can damage the database.',
    issues: [6053, 546],
  },
  DISK_EXHAUSTED: {
    level: 'error',
    by: 'machine',
    cause: 'The disk is full, or has less than 3 per cent left.',
    remedy:
      'Make room first: every command writes to the home. Then `quorate down`, and `quorate apply`. Where a node has to stop before: `kill` the pid that `pgrep -f HOME/nodes/NODE/files/` finds, or `docker stop` its container.',
    issues: [6053, 546],
  },
  DATABASE_BUSY: {
    level: 'error',
    by: 'log',
    cause: 'Another process holds the node’s database: the same node runs twice, or an old one has not ended.',
    remedy: 'Find and stop the other process; never remove the LOCK file while one runs.',
    issues: [10254],
  },
  MEMORY_HIGH: {
    level: 'warning',
    by: 'RPC',
    cause: 'A node uses nearly all the memory it was given; in a container it is killed at the limit.',
    remedy: 'Raise `resources.memoryMiB` in member.yaml and run `quorate apply`, which gives half of it to the heap.',
    issues: [9255],
  },
  OUT_OF_MEMORY: {
    level: 'error',
    by: 'log',
    cause: 'A node ran out of memory; what it does afterwards cannot be relied on.',
    remedy: 'Raise `resources.memoryMiB` in member.yaml; then `quorate down`, and `quorate apply`.',
    issues: [9255],
  },
  CONNECTIONS_FULL: {
    level: 'error',
    by: 'log',
    cause: 'A node dropped callers without a word: it takes so many connections (80) of all of them together.',
    remedy: 'Find who keeps many open (`ss -tn`), and have it reuse a few; a load balancer or monitor often does not.',
  },
  CLOCK_SKEW: {
    level: 'warning',
    by: 'machine',
    cause: 'This machine’s clock and the times of new blocks differ by a second or more.',
    remedy: 'Keep the clock by NTP; if this one is right, another validator’s is wrong.',
    issues: [2546, 5800],
  },
  CLOCK_SKEW_SEVERE: {
    level: 'error',
    by: 'machine',
    cause: 'Clocks differ by five seconds or more; blocks from the future are refused.',
    remedy: 'Set the clock by NTP now; while two validators disagree, rounds fail.',
    issues: [2546, 5800],
  },
  STATE_NOT_KEPT: {
    level: 'note',
    by: 'RPC',
    cause: 'No node of this member has the state of old blocks, so that old calls and proofs fail.',
    remedy: 'Members that audit run an observer: it keeps the state of every block.',
    issues: [6830, 5846, 10996],
  },
  LOGS_INCOMPLETE: {
    level: 'error',
    by: 'RPC',
    cause: 'eth_getLogs gives fewer or more logs than the receipts of the same block.',
    remedy:
      'Trust receipts that give the block’s receiptsRoot, never this answer. `quorate down`, delete `caches` in the data of this node (docs/maintenance.md says where that is), and `quorate apply`.',
    issues: [1153, 3921],
  },
  HOST_NOT_ALLOWED: {
    level: 'warning',
    by: 'RPC',
    cause: 'A node refuses HTTP requests by the name it is called by: 403, Host not authorized.',
    remedy:
      'Run `quorate apply`, which lets the node’s own name in; where that changes nothing, `quorate down` first. The list is no access control.',
    issues: [7325],
  },
  TOKEN_REFUSED: {
    level: 'error',
    by: 'token',
    cause:
      'A node knows another key for tokens, lacks an interface, or its clock differs from the agent’s: its agent cannot keep it.',
    remedy:
      'Compare the clocks of both; else run `quorate apply`, which writes key and interfaces; where that changes nothing, `quorate down` first.',
  },
  ADMIN_UNPROTECTED: {
    level: 'error',
    by: 'RPC',
    cause: 'Interfaces that change a node answer without a token.',
    remedy:
      'Run `quorate apply`, which sets `rpc-http-authentication-enabled`; where that changes nothing, `quorate down` first. Ask who could reach it until now.',
    issues: [4324],
  },
  RPC_EXPOSED: {
    level: 'error',
    by: 'machine',
    cause: 'RPC or metrics of a node answer on an address other than loopback.',
    remedy:
      'Close the port in the firewall, and run `quorate apply`, which binds it to loopback; where that changes nothing, `quorate down` first.',
    issues: [4324],
  },
} as const satisfies Record<string, DoctorEntry>
