import { describe, expect, it } from '@jest/globals'
import { HISTORIES } from './histories.ts'
import { commonRefusals, everyDeed, reached, shareOnPaper } from './reached.ts'
import { playApart } from './run-apart.ts'

describe('the contracts and a model of governance, in two chambers', () => {
  it('agree after every step of 1,000 histories, in which every deed is done and what is common is refused', async () => {
    const tally = await playApart('two', HISTORIES)
    if (process.env.QUORATE_HISTORIES === undefined) {
      expect(reached(tally)).toEqual(expect.arrayContaining([...everyDeed, ...commonRefusals]))
      expect(shareOnPaper(tally)).toBeGreaterThan(0.45)
    }
  }, 900_000)
})
