import type { Consortium, Duty } from '../../consortium/consortium.ts'

/** One node of a rehearsal in containers of one engine. */
export interface PlannedNode {
  readonly node: string
  readonly duty: Duty
  /** Where other members' nodes reach it: the host of its endpoint record. */
  readonly p2p: string
  /** Where its own member's agent reaches it, and what `Places.listen` is for it. */
  readonly private: string
  /** Port of the machine's loopback that leads to its JSON-RPC. */
  readonly hostPort: number
}

export interface PlannedMember {
  readonly member: string
  /** In CIDR notation. */
  readonly subnet: string
  readonly nodes: readonly PlannedNode[]
}

/** Inside every container; each has addresses of its own. */
export const nodePorts = { p2p: 30_303, rpc: 8545, metrics: 9545 } as const

/** First two numbers of every address of a rehearsal: private to the engine, and seldom taken. */
const NET = '10.217'
/** Below it the engine itself gives addresses out. */
const FIRST = 10

export const consortiumSubnet = `${NET}.0.0/24`

/**
 * Who stands where. A member's JSON-RPC is on a network of its own; only P2P is on the one that all share. Addresses
 * are fixed, since Besu's allow lists hold addresses.
 * @throws RangeError where the members or their nodes are more than a rehearsal on one engine can place.
 */
export function composePlan({ members }: Pick<Consortium, 'members'>): PlannedMember[] {
  const count = members.reduce((sum, { nodes }) => sum + nodes.length, 0)
  if (members.length > 200 || count > 200) throw new RangeError(`${count} nodes are too many for one engine`)
  let placed = 0
  return members.map(({ name, nodes }, index) => ({
    member: name,
    subnet: `${NET}.${index + 1}.0/24`,
    nodes: nodes.map(({ name: node, duty }, i) => {
      const order = placed++
      return {
        ...{ node, duty },
        p2p: `${NET}.0.${FIRST + order}`,
        private: `${NET}.${index + 1}.${FIRST + i}`,
        hostPort: nodePorts.rpc + order,
      }
    }),
  }))
}
