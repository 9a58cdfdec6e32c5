import type { Endpoints } from '../ceremony/endpoints.ts'
import type { Hex } from '../hex.ts'

/** What an agent asks one of its own nodes to do; nothing of it enters a transaction. */
export type NodeAction = { readonly node: string } & (
  | { readonly kind: 'allow-nodes' | 'disallow-nodes'; readonly enodes: readonly string[] }
  | { readonly kind: 'allow-accounts' | 'disallow-accounts'; readonly accounts: readonly string[] }
  | { readonly kind: 'add-peer' | 'remove-peer' | 'meet-again'; readonly enode: string }
  | { readonly kind: 'vote'; readonly validator: Hex; readonly join: boolean; readonly why: string }
  | { readonly kind: 'discard-vote'; readonly validator: Hex; readonly why: string }
)

/** What an agent says on chain, each by a transaction of its own. */
export type ChainAction =
  | { readonly kind: 'mark-synced' | 'activate' | 'stand-down'; readonly address: Hex; readonly name: string }
  | { readonly kind: 'confirm-change'; readonly address: Hex; readonly number: number }
  | { readonly kind: 'take-lease'; readonly address: Hex; readonly name: string; readonly seconds: number }
  | { readonly kind: 'return-lease'; readonly address: Hex; readonly name: string }
  | { readonly kind: 'lapse'; readonly number: number }
  | { readonly kind: 'queue' | 'execute'; readonly proposal: bigint }
  | { readonly kind: 'announce-endpoints'; readonly record: Endpoints }

/** Where reality differs from what was decided, and nothing an agent may do mends it. */
export interface Finding {
  readonly code: AgentFindingCode
  readonly subject: string
  readonly says: string
  readonly remedy: string
}

/** Every code of such a finding, for `quorate explain`. */
export const agentFindingCodes = {
  NODE_SILENT: 'One of the member’s own nodes does not answer its agent.',
  NODE_OTHER_GENESIS: 'One of the member’s own nodes is of another network.',
  NODE_OTHER_KEY: 'One of the member’s own nodes runs with another key than the one it was decided on with.',
  NODE_NOT_PERMITTED: 'A node refuses its agent: it knows another key for tokens, or lacks an interface.',
  HEAD_OLD: 'The newest block is so old that the chain stands still, or this node does not follow it.',
  CLOCK_SKEW: 'The clock of this machine and the times of new blocks differ by more than a second.',
  CLOCK_SKEW_SEVERE: 'The clock of this machine and the times of new blocks differ by five seconds or more.',
  ENDPOINT_DRIFT: 'A node connects from another address than its member’s endpoint record says.',
  ENDPOINT_MISSING: 'Nobody has said where a node is reached, so that it cannot be let in.',
  SOURCE_DIFFERS:
    'This machine sends to others from another address than the record of its node says; who sees that address turns it away.',
  ENDPOINT_NAMED: 'A member announced a host name in place of an IP address; that record counts for nothing.',
  ALLOWLIST_DRIFT: 'An allow list differed again after the agent had set it: somebody else changes it.',
  VOTE_HELD: 'A validator should join or leave, and voting it now could halt the chain.',
  PEER_ABSENT: 'A validator of the chain is not connected to this node.',
  AMENDMENT_NOT_APPLIED:
    'A node was made before something was decided for all nodes, and has to be made anew before it begins.',
  NODE_OUTDATED: 'What a node is made from has changed since it was made, and it has to be made anew in its turn.',
  AMENDMENT_BY_HAND:
    'Something was decided for all nodes, and other hands than the agent’s write what its own are made from.',
  AMENDMENT_UNKNOWN: 'Something was decided that the node’s release of Besu does not know: it would leave the chain.',
  MAINTENANCE_HELD: 'A node has to be made anew, and taking it down now would halt the chain.',
  LEASE_LONG: 'A validator has been down for maintenance for long, and no other can be taken down meanwhile.',
  ACTION_FAILED: 'Something the agent decided on was refused; it is tried again.',
} as const

export type AgentFindingCode = keyof typeof agentFindingCodes
