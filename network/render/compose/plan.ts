import type { Consortium, Duty } from '../../consortium/consortium.ts'
import { sharedAddress } from '../shared-address.ts'

/** One node of a rehearsal in containers of one engine. */
export interface PlannedNode {
  readonly node: string
  readonly duty: Duty
  /** Where other members' nodes reach it: the host of its endpoint record. */
  readonly address: string
  /** In its container. */
  readonly ports: { readonly p2p: number; readonly rpc: number; readonly metrics: number }
  /** Port of the machine's loopback that leads to its JSON-RPC. */
  readonly hostPort: number
}

export interface PlannedMember {
  readonly member: string
  readonly nodes: readonly PlannedNode[]
}

/** Of a member's first node; every container has addresses of its own. */
export const nodePorts = { p2p: 30_303, rpc: 8545, metrics: 9545 } as const
/** Of each node in a rehearsal: half of the memory is Besu's heap. */
export const nodeResources = { memoryMiB: 768, cpus: 1 } as const
/** Private to the engine, and seldom taken. */
export const consortiumSubnet = '10.217.0.0/24'

/**
 * Who stands where. A member's JSON-RPC is on a network of its own; only P2P is on the one that all share.
 * @throws RangeError where the nodes are more than a rehearsal on one engine can place.
 */
export function composePlan({ members }: Pick<Consortium, 'members'>): PlannedMember[] {
  let placed = 0
  return members.map(({ name, nodes }) => ({
    member: name,
    nodes: nodes.map(({ name: node, duty }, i) => {
      const order = placed++
      const ports = { ...nodePorts, rpc: nodePorts.rpc + i, metrics: nodePorts.metrics + i }
      return { node, duty, address: sharedAddress(consortiumSubnet, order), ports, hostPort: nodePorts.rpc + order }
    }),
  }))
}
