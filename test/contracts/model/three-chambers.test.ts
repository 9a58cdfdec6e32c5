import { describe, expect, it } from '@jest/globals'
import { commonRefusals, everyDeed, reached } from './reached.ts'
import { playApart } from './run-apart.ts'

describe('the contracts and a model of governance, in three chambers', () => {
  it('agree after every step of 1,000 histories, in which every deed is done and what is common is refused', async () => {
    const tally = await playApart('three', 1000)
    if (process.env.QUORATE_HISTORIES === undefined) {
      expect(reached(tally)).toEqual(expect.arrayContaining([...everyDeed, ...commonRefusals]))
    }
  }, 900_000)
})
