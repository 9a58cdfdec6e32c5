import type { PlacedNode } from '../besu/member-nodes.ts'
import type { MemberOptions } from '../consortium/member-options/member-options.ts'
import { ownWays } from './own-ways.ts'
import type { Way } from './rule.ts'

export interface MatrixInput {
  /** Whose firewall this is. */
  readonly member: string
  /** Every node of the consortium, and where its member says it is reached. */
  readonly nodes: readonly PlacedNode[]
  /** How this member runs its own. */
  readonly options: Pick<MemberOptions, 'target' | 'rpc' | 'metricsPort' | 'publicChains' | 'unlock'>
}

export interface Matrix {
  readonly ways: readonly Way[]
  /** Nodes that nobody said how to reach: what is to be opened for them is not known yet. */
  readonly unplaced: readonly { readonly member: string; readonly node: string }[]
}

/**
 * Who must reach whom for one member. Between members only the nodes' own protocol passes, RLPx by TCP, both ways: either
 * side may dial. No UDP, since nobody is discovered.
 */
export function firewallMatrix({ member, nodes, options }: MatrixInput): Matrix {
  const own = nodes.filter((node) => node.member === member)
  const others = nodes.filter((node) => node.member !== member)
  return {
    ways: [
      ...own.flatMap((from) => others.flatMap((to) => between(from, to, true))),
      ...others.flatMap((from) => own.flatMap((to) => between(from, to, false))),
      ...own.flatMap((from) => own.flatMap((to) => (from.name === to.name ? [] : between(from, to, true)))),
      ...ownWays(member, own, options),
    ],
    unplaced: nodes.filter(({ place }) => place === undefined).map(({ member, name }) => ({ member, node: name })),
  }
}

function between(from: PlacedNode, to: PlacedNode, starts: boolean): Way[] {
  if (to.place === undefined) return []
  const why = 'blocks, transactions and consensus messages between nodes (RLPx)'
  return [
    {
      must: 'open',
      from: { member: from.member, what: from.name, host: from.place?.host },
      to: { member: to.member, what: to.name, ...to.place },
      protocol: 'tcp',
      why,
      starts,
    },
  ]
}
