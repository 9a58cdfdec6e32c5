import type { Hex } from '../hex.ts'
import type { Checkpoint } from './checkpoint.ts'
import { type Fact, factLeaf, padLeaf } from './leaves.ts'

/** Leaves that a quiet window appends to the evidence log; a busy one appends this times a power of two. */
export const WINDOW_LEAVES = 64

/** What one window appends: its facts, the windows missed before it, and padding, so that its length tells next to nothing. */
export function windowLeaves(networkId: Hex, facts: readonly Fact[], stateRoot: Hex): Uint8Array[] {
  let length = WINDOW_LEAVES
  while (length < facts.length) length *= 2
  return Array.from({ length }, (_, i) => {
    const fact = facts[i]
    return fact === undefined ? padLeaf(stateRoot, i) : factLeaf(networkId, fact)
  })
}

/** Windows between two checkpoints in which none came about; none before the first. */
export function missedWindows(before: Checkpoint | undefined, window: number): Fact[] {
  if (before === undefined) return []
  const missed = window - before.window - 1
  return Array.from({ length: missed }, (_, i) => ({ kind: 'missed', window: before.window + 1 + i }))
}
