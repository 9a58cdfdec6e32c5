import type { Registry } from '../agent/registry.ts'
import { type PlacedNode, placedNodes } from '../besu/member-nodes.ts'
import type { Endpoints } from '../ceremony/endpoints.ts'

export interface Told {
  /** Whose own nodes are as its card has them, in that order: its ports follow from it. */
  readonly member: string
  /** What an own node tells; undefined where none does. */
  readonly registry: Registry | undefined
  /** Of each member the newest, announced or kept. */
  readonly records: ReadonlyMap<string, Endpoints>
}

/**
 * Every node that is to be reached, and where: what was decided on and not taken off since, whoever founded the network.
 * @param byCards those of the founders' cards and the member's own, for where no own node tells what was decided.
 */
export function presentNodes(byCards: readonly PlacedNode[], { member, registry, records }: Told): PlacedNode[] {
  if (registry === undefined) return [...byCards]
  const own = { member, nodes: byCards.filter((node) => node.member === member) }
  const others = registry.members
    .filter(({ name }) => name !== member)
    .map(({ name, nodes }) => ({ member: name, nodes: nodes.filter(({ state }) => isPresent(state)) }))
  return placedNodes([own, ...others], [...records.values()])
}

const isPresent = (state: string): boolean => state !== 'retired' && state !== 'unknown'

/** By whose word those are who they are. */
export type NodesFrom = { readonly told: 'chain'; readonly block: number } | { readonly told: 'cards' }

export function nodesFrom(registry: Registry | undefined): NodesFrom {
  return registry === undefined ? { told: 'cards' } : { told: 'chain', block: registry.block }
}

/** The same for people. */
export function nodesFromText(from: NodesFrom): string {
  if (from.told === 'chain')
    return `Other members and their nodes are as this member’s own node has them in block ${from.block}.`
  return 'Other members and their nodes are the founders’, by their cards and the records kept here: no own node tells who came, moved or left since.'
}
