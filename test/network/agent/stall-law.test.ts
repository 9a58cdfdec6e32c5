import { describe, expect, it } from '@jest/globals'
import { type Life, nextBlock } from './rounds-model.ts'

const BEFORE = -1_000
const EVER = 1e9
/** Seconds that a Besu takes to start, and that pass until it is connected and seen. */
const START = 20
const SEEN = 10

type Law = 'nobody' | 'those who stayed' | 'everybody'

/** Two of four are away for some time; what is restarted is decided when both are seen again. */
function lives(away: number, law: Law): Life[][] {
  const back = away + START
  const [restarted, again] = [back + SEEN, back + SEEN + START]
  const stayed: Life[] =
    law === 'nobody'
      ? [{ from: BEFORE, to: EVER }]
      : [
          { from: BEFORE, to: restarted },
          { from: again, to: EVER },
        ]
  // Those who came back see the others go a second later.
  const came: Life[] =
    law === 'everybody'
      ? [
          { from: BEFORE, to: 0 },
          { from: back, to: restarted + 1 },
          { from: again + 1, to: EVER },
        ]
      : [
          { from: BEFORE, to: 0 },
          { from: back, to: EVER },
        ]
  return [stayed, stayed, came, came]
}

/** Seconds from both being back to the next block, whoever's turn it is: the longest. */
function healing(away: number, timeout: number, law: Law): number {
  const each = [0, 1, 2, 3].map((first) => nextBlock({ lives: lives(away, law), timeout, first }) - away - START)
  return Math.max(...each)
}

describe('the law of rounds', () => {
  it('lets a block come at once where all begin together, or one round after the first turn is missed', () => {
    const together: Life[][] = [0, 1, 2, 3].map(() => [{ from: 0, to: EVER }])
    expect([0, 1, 2, 3].map((first) => nextBlock({ lives: together, timeout: 2, first }))).toEqual([0, 0, 0, 0])
    const [, ...three] = together
    expect(nextBlock({ lives: [[], ...three], timeout: 2, first: 0 })).toBe(2)
  })

  it.each([
    [85, 2],
    [85, 4],
    [600, 2],
    [3600, 4],
  ])('after %i s away with T = %i s is beaten soonest by a restart of everybody, at once', (away, timeout) => {
    const [nobody, stayed, everybody] = (['nobody', 'those who stayed', 'everybody'] as const).map((law) =>
      healing(away, timeout, law),
    ) as [number, number, number]
    expect(nobody).toBeGreaterThan(away)
    expect(stayed).toBeLessThan(nobody)
    expect(everybody).toBeLessThan(stayed)
    expect(everybody).toBeLessThanOrEqual(SEEN + START + 1 + 6 * timeout)
  })
})
