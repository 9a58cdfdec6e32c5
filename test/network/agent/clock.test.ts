import { describe, expect, it } from '@jest/globals'
import { type BlockSeen, clockSkew, rememberBlock } from '../../../network/agent/clock.ts'
import { clockFindings } from '../../../network/agent/findings.ts'

/** Twenty blocks of a second each, each seen so many seconds after its time. */
const seen = (delay: (n: number) => number): readonly BlockSeen[] =>
  Array.from({ length: 20 }, (_, number) => number).reduce<readonly BlockSeen[]>(
    (before, number) => rememberBlock(before, { number, time: number, seen: number + delay(number), prompt: true }),
    [],
  )

describe('clock skew', () => {
  it('is none where blocks are seen within a poll of their time', () => {
    expect(
      clockSkew(
        seen((n) => (n % 5) / 5),
        1,
      ),
    ).toBe(0)
  })

  it('is seen at once where a block comes from the future', () => {
    expect(
      clockSkew(
        seen((n) => (n === 19 ? -6 : 0)),
        1,
      ),
    ).toBe(6)
    expect(clockFindings(6)).toMatchObject([{ code: 'CLOCK_SKEW_SEVERE' }])
  })

  it('is seen where every block comes late, and not where one did', () => {
    expect(
      clockSkew(
        seen(() => 3.5),
        1,
      ),
    ).toBe(-2.5)
    expect(
      clockSkew(
        seen((n) => (n === 10 ? 40 : 0.2)),
        1,
      ),
    ).toBe(0)
    expect(clockFindings(-2.5)).toMatchObject([{ code: 'CLOCK_SKEW', subject: 'clock' }])
  })

  it('is not guessed from blocks that were looked at late', () => {
    const late = { number: 1, time: 0, seen: 100, prompt: false }
    expect(rememberBlock([], late)).toEqual([])
  })

  it('is worth no word up to a second', () => {
    expect([clockFindings(1), clockFindings(-1), clockFindings(0)]).toEqual([[], [], []])
  })
})
