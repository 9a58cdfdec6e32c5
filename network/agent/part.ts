import type { NodeFacts } from './node-facts.ts'

/** Seconds that a maintenance lease is taken for: a stop and a start on a busy machine, and the way back to the head. */
export const LEASE_SECONDS = 600

/**
 * Whether the chain counts on a node now. Idle: it does not validate, or it has seen no block yet, or its head has been old
 * for longer than any lease, so that nobody misses it. Paused: its head is old for less. It waits its turn through that:
 * where the chain pauses while one restarts, all others would follow at once, and make a halt of it (seen on a real Besu).
 */
export type Part = 'idle' | 'paused' | 'counted'

/** @param fresh whether its head is new enough for it to take part. */
export function partOf(
  { head, validators, address }: NodeFacts,
  { now, fresh }: { readonly now: number; readonly fresh: boolean },
): Part {
  if (!validators.includes(address) || head.number === 0) return 'idle'
  if (fresh) return 'counted'
  return now - head.time <= LEASE_SECONDS ? 'paused' : 'idle'
}
