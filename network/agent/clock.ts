/** When blocks said they were made, and when they were first seen here. */
export interface BlockSeen {
  readonly number: number
  /** Unix seconds, of the header. */
  readonly time: number
  /** Unix seconds by this machine's clock, as exact as it gives them. */
  readonly seen: number
  /** Whether it was new: first seen while it was polled for, and not after a pause of one's own. */
  readonly prompt: boolean
}

/** How many blocks are judged together: one that came late says nothing of clocks, all of them do. */
const KEPT = 16

export function rememberBlock(before: readonly BlockSeen[], block: BlockSeen): readonly BlockSeen[] {
  if (!block.prompt || before.at(-1)?.number === block.number) return before
  return [...before, block].slice(-KEPT)
}

/**
 * Seconds by which this machine's clock is behind (above zero) or ahead (below zero) of what makes blocks; 0 where the
 * difference is within what polling explains. A header from the future counts at once, a late one only when all are late.
 * @param poll seconds between two looks.
 */
export function clockSkew(blocks: readonly BlockSeen[], poll: number): number {
  const ahead = Math.max(0, ...blocks.slice(-2).map(({ time, seen }) => time - seen))
  if (ahead > 0) return ahead
  if (blocks.length < KEPT) return 0
  const late = Math.min(...blocks.map(({ time, seen }) => seen - time))
  return late > poll ? poll - late : 0
}
