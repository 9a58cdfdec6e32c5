import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { mayJoin, mayLeave } from '../../../network/besu/quorum.ts'
import { quorumOf } from '../../../network/consortium/quorum.ts'

describe('a validator may join', () => {
  it.each([
    [4, 4, true],
    [4, 3, false], // of five the quorum is four: three and a joiner that fails would halt it
    [3, 3, true],
    [6, 5, true],
    [6, 4, false],
    [1, 1, true],
    [2, 2, true],
    [2, 1, false],
    [0, 0, false],
  ])('%i validators, %i live: %p', (validators, live, may) => {
    expect(mayJoin({ validators, live }).may).toBe(may)
  })

  it('only so that the chain goes on though the joiner fails', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 250 }), fc.integer({ min: 0, max: 250 }), (validators, live) => {
        const { may } = mayJoin({ validators, live: Math.min(live, validators) })
        expect(may).toBe(Math.min(live, validators) >= quorumOf(validators + 1))
      }),
    )
  })

  it('and the arithmetic is said', () => {
    expect(mayJoin({ validators: 4, live: 3 }).says).toBe(
      '4 validators, 3 of them live; of 5 the quorum is 4: bring 1 back first, or one failure more halts the chain.',
    )
  })
})

describe('a validator may leave', () => {
  it.each([
    [5, 4, true],
    [5, 3, true],
    [5, 2, false],
    [4, 2, true],
    [4, 1, false],
    [2, 1, true],
    [1, 0, false],
  ])('%i validators, %i of those that stay live: %p', (validators, live, may) => {
    expect(mayLeave({ validators, live }).may).toBe(may)
  })

  it('and the arithmetic is said', () => {
    expect(mayLeave({ validators: 5, live: 2 }).says).toContain('of 4 the quorum is 3: bring 1 back first')
  })
})
