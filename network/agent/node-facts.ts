import type { Hex } from '../hex.ts'

/** One own node, as it answers now. Its word about itself and its peers; addresses are in lower case. */
export interface NodeFacts {
  readonly node: string
  readonly address: Hex
  readonly publicKey: Hex
  /** Of block 0. */
  readonly genesisHash: Hex
  readonly head: { readonly number: number; readonly time: number }
  readonly syncing: boolean
  readonly peers: readonly Peer[]
  readonly allowedNodes: readonly string[]
  readonly allowedAccounts: readonly string[]
  /** Votes that it casts whenever it proposes a block: true to let in, false to let go. */
  readonly votes: Readonly<Record<Hex, boolean>>
  /** Who validates the block after its head. */
  readonly validators: readonly Hex[]
  /** The newest block that each proposed, among those of `blocksOfTurns`; none, or 0, where that was before them. */
  readonly proposals: Readonly<Record<Hex, number>>
}

/** A node it is connected to. */
export interface Peer {
  readonly publicKey: Hex
  readonly address: Hex
  /** Address that the connection comes from or goes to, without the port. */
  readonly remote: string
  readonly inbound: boolean
  /** The newest block that it told of: when the two met, or by a block it was the first to announce. */
  readonly told: number
}

/** Which of the chain's validators take part, as far as this node sees: itself, and those it is connected to. */
export function liveValidators({ validators, address, peers }: NodeFacts): Hex[] {
  const near = new Set<Hex>([address, ...peers.map((peer) => peer.address)])
  return validators.filter((validator) => near.has(validator))
}

/** Each validator has its turn once in as many blocks as there are validators; one that is at work misses no three. */
export const blocksOfTurns = (validators: number): number => 3 * validators

/**
 * Which validators the chain can count on: itself, and those it is connected to that proposed lately. One whose data were lost is
 * connected long before it makes a block again. On a chain younger than that, connected is all that can be asked.
 */
export function validatorsAtWork(facts: NodeFacts): Hex[] {
  const { head, address, proposals, validators } = facts
  const since = head.number - blocksOfTurns(validators.length)
  return liveValidators(facts).filter((one) => one === address || (proposals[one] ?? 0) > since)
}
