import fc from 'fast-check'
import { law } from './law.ts'
import { type Move, move } from './moves.ts'
import { play, type Tally, type World } from './play.ts'

/** Histories of at most so many moves; a move is one step or a chain of them. */
export function histories(longest: number): fc.Arbitrary<Move[]> {
  return fc.noBias(fc.array(move, { minLength: 1, maxLength: longest, size: 'max' }))
}

export const LONGEST = 8
/** How many `npm test` plays in each network. */
export const HISTORIES = 1000

/**
 * Plays so many random histories. `QUORATE_HISTORIES`, `QUORATE_SEED` and `QUORATE_PATH` (as a failure prints them) replay
 * one run, or play more.
 */
export async function playMany(world: World, count: number, longest = LONGEST): Promise<Tally> {
  const tally: Tally = { steps: 0, done: {}, refused: {} }
  const { QUORATE_HISTORIES, QUORATE_SEED, QUORATE_PATH } = process.env
  const seed = Number(QUORATE_SEED ?? Math.floor(Math.random() * 2 ** 31))
  const numRuns = Number(QUORATE_HISTORIES ?? count)
  const property = fc.asyncProperty(histories(longest), (moves) => play(world, law, moves, tally))
  process.stderr.write(`${numRuns} histories from QUORATE_SEED=${seed}\n`)
  await fc.assert(property, { numRuns, seed, ...(QUORATE_PATH === undefined ? {} : { path: QUORATE_PATH }) })
  return tally
}
