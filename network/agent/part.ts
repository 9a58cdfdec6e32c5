import type { HeadState } from './head-seen.ts'
import type { NodeFacts } from './node-facts.ts'

/** Seconds that a maintenance lease is taken for: a stop and a start on a busy machine, and the way back to the head. */
export const LEASE_SECONDS = 600

/**
 * Whether the chain counts on a node now. Idle: it does not validate, or it has seen no block yet, or none has come for
 * longer than any lease, so that nobody misses it. Paused: none has come for less. It waits its turn through that:
 * where the chain pauses while one restarts, all others would follow at once, and make a halt of it (seen on a real Besu).
 */
export type Part = 'idle' | 'paused' | 'counted'

export function partOf({ head, validators, address }: NodeFacts, { atHead, quiet }: HeadState): Part {
  if (!validators.includes(address) || head.number === 0) return 'idle'
  if (atHead) return 'counted'
  return quiet <= LEASE_SECONDS ? 'paused' : 'idle'
}
