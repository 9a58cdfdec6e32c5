import fc from 'fast-check'
import { HISTORIES, histories, LONGEST } from './histories.ts'
import type { Move } from './moves.ts'

/** The same thousand histories each time, for what must not be left to chance. */
export function theSameHistories(): readonly Move[][] {
  return fc.sample(histories(LONGEST), { numRuns: HISTORIES, seed: 20_260_901 })
}
