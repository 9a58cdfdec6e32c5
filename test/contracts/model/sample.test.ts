import { describe, expect, it } from '@jest/globals'
import { playApart } from './run-apart.ts'

describe('the contracts and a model of governance', () => {
  it('agree after every step of a few short histories; npm test plays 2,000 long ones', async () => {
    const { steps } = await playApart('two', 25, 3)
    expect(steps).toBeGreaterThan(25)
  }, 60_000)
})
