/** Below it an engine itself gives addresses out, its gateway's first. */
const FIRST = 10
/** How many nodes a subnet of /24 places. */
const MOST = 200

/**
 * Where the nodes of all members reach one another on one engine. Addresses are fixed and no names, since Besu's allow
 * lists hold addresses.
 * @param subnet CIDR, /24.
 * @param order of the node among those of all members.
 * @throws RangeError where the nodes are more than the subnet places.
 */
export function sharedAddress(subnet: string, order: number): string {
  if (order >= MOST) throw new RangeError(`${order + 1} nodes are too many for one engine`)
  return `${subnet.split('.').slice(0, 3).join('.')}.${FIRST + order}`
}
