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
  readonly options: Pick<MemberOptions, 'target' | 'kubernetes' | 'rpc' | 'metricsPort' | 'publicChains' | 'unlock'>
  /** The consortium's name, by which the member's namespace in a cluster goes. */
  readonly network: string
  /** URL of the cluster's API server, where the nodes are in one and its kubeconfig says where. */
  readonly apiServer?: string | undefined
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
export function firewallMatrix(input: MatrixInput): Matrix {
  const { member, nodes } = input
  const own = nodes.filter((node) => node.member === member)
  const others = nodes.filter((node) => node.member !== member)
  return {
    ways: [
      ...own.flatMap((from) => others.flatMap((to) => between(from, to, true))),
      ...others.flatMap((from) => own.flatMap((to) => between(from, to, false))),
      ...own.flatMap((from) => own.flatMap((to) => (from.name === to.name ? [] : between(from, to, true)))),
      ...ownWays(own, input),
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
