import { createHash } from 'node:crypto'
import { networkInterfaces } from 'node:os'

/** First two numbers of subnets for rehearsals: seldom taken by anything else. */
const NET = '10.218'

/**
 * A subnet (CIDR, /24) that no interface of this machine is in; where every one is taken, the first that was tried.
 * Each folder begins at another one, so that rehearsals that rest have theirs when they are played again.
 */
export function freeSubnet(root: string, taken: readonly string[] = addressesHere()): string {
  const begin = createHash('sha256').update(root).digest()[0] ?? 0
  const thirds = Array.from({ length: 256 }, (_, i) => (begin + i) % 256)
  const free = thirds.find((third) => !taken.some((address) => address.startsWith(`${NET}.${third}.`)))
  return `${NET}.${free ?? begin}.0/24`
}

function addressesHere(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))
}
