import type { DoctorEntry } from './entry.ts'

/** What can be wrong between nodes: who reaches whom, and who lets whom in. */
export const peerCodes = {
  PEER_REFUSED: {
    level: 'warning',
    by: 'machine',
    cause: 'A member’s host answers that nothing listens on the node’s port.',
    remedy: 'Its member starts the node, or sets where it is reached now: `quorate endpoints --set`.',
  },
  PEER_TIMEOUT: {
    level: 'warning',
    by: 'machine',
    cause: 'Packets to a member’s node are lost: a firewall on either side, or an address that is gone.',
    remedy: 'Both sides hold their rules against `quorate firewall`.',
  },
  PEER_KEPT_OUT: {
    level: 'warning',
    by: 'token',
    cause: 'A node’s port can be reached and the two nodes are not connected: one of them refuses the other.',
    remedy:
      'Compare both genesis hashes and allow lists (`quorate doctor` at the other member), and the address that it comes from with its endpoint record: behind NAT it may be another, which no list lets in. Who shut a node out for a wrong genesis takes it back after `quorate down` and `quorate apply`.',
    issues: [10827, 7261, 6208],
  },
  PEERS_FEW: {
    level: 'warning',
    by: 'RPC',
    cause: 'A node has fewer peers than there are other validators.',
    remedy:
      'See which: `quorate doctor` with the passphrase names them; `quorate firewall --test` says who can be reached.',
    issues: [7261, 6208],
  },
  PEER_STRANGER: {
    level: 'error',
    by: 'token',
    cause: 'A peer holds a key that nobody is listed by: Besu compares address and port of a peer, not its key.',
    remedy: 'Its agent lets it go; who is at that address? Its member sets a new record if it moved.',
  },
  ENDPOINT_MOVED: {
    level: 'warning',
    by: 'token',
    cause: 'A node connects from another address than its member’s endpoint record says.',
    remedy: 'Behind NAT that may be right; else its member sets a new record: `quorate endpoints --set`.',
    issues: [5227],
  },
  SOURCE_DIFFERS: {
    level: 'warning',
    by: 'machine',
    cause: 'This machine sends to other members from another address than the record of its node says.',
    remedy:
      'Besu turns a node away that comes from where no list has it. Have the machine send from the record’s address (the route’s source), or set the record: `quorate endpoints --set`.',
    issues: [5227],
  },
  ENDPOINT_UNSAID: {
    level: 'warning',
    by: 'file',
    cause: 'Nobody has said where a decided node is reached, so that it cannot be let in.',
    remedy: 'Its member says so: `quorate endpoints --set`; its agent announces it.',
  },
  ENODE_LOOPBACK: {
    level: 'error',
    by: 'token',
    cause:
      'A node tells its peers an address that only its own machine has: it was started with another one than its record says.',
    remedy:
      'Is the record right? Else `quorate endpoints --set`. Then `quorate apply`, which announces what the record says; where that changes nothing, `quorate down` first.',
    issues: [2569, 6076, 4380, 3482],
  },
  DNS_FROZEN: {
    level: 'warning',
    by: 'file',
    cause:
      'Static nodes are named by host and Besu is not told to look names up again: what it found first stays for ever.',
    remedy:
      'Run `quorate apply`, which names static nodes by IP address; where that changes nothing, `quorate down` first.',
    issues: [2569, 6076, 4380, 3482],
  },
  NAT_FAILED: {
    level: 'warning',
    by: 'log',
    cause: 'Besu’s own NAT detection failed; in Kubernetes it always may.',
    remedy:
      'Run `quorate apply`, which sets `nat-method=NONE`, and `p2p-host` to the address others use; where that changes nothing, `quorate down` first.',
    issues: [7013, 6724],
  },
  ALLOWLIST_DRIFT: {
    level: 'warning',
    by: 'token',
    cause: 'A node’s allow lists are not what the members decided.',
    remedy: 'Is the agent at work (`quorate agent`)? It brings them in line within two blocks.',
  },
  ALLOWLIST_LOCKOUT: {
    level: 'error',
    by: 'token',
    cause:
      'A node lets in fewer validators than a quorum: after a restart it meets nobody, and the chain stays halted.',
    remedy:
      'Let the agent set the list before any restart (`quorate agent`). Where the node ended for it: `quorate down`, delete `permissions-*.toml` in its data (docs/maintenance.md says where that is), and `quorate apply`, which writes the list again.',
  },
  STATIC_NODE_FOREIGN: {
    level: 'warning',
    by: 'file',
    cause:
      'Another member’s node stands in the static nodes file; Besu never takes such a one off its list while it runs.',
    remedy: 'Run `quorate apply`: only the member’s own nodes are static. It restarts this node.',
  },
} as const satisfies Record<string, DoctorEntry>
