import { describe, expect, it } from '@jest/globals'
import { anchorTurn } from '../../../network/agent/turn.ts'

const turns = (sequence: number, waited: number, count = 4) =>
  Array.from({ length: count }, (_, index) => index).filter((index) =>
    anchorTurn({ index, count }, { sequence, waited, delay: 60 }),
  )

describe('whose turn it is to anchor', () => {
  it('is the member at sequence mod members, at once', () => {
    expect([4, 5, 6, 7, 8].map((sequence) => turns(sequence, 0))).toEqual([[0], [1], [2], [3], [0]])
  })

  it('is the next one’s as well after each delay, until it is everybody’s', () => {
    expect(turns(6, 59)).toEqual([2])
    expect(turns(6, 60)).toEqual([2, 3])
    expect(turns(6, 120)).toEqual([0, 2, 3])
    expect(turns(6, 180)).toEqual([0, 1, 2, 3])
  })

  it('is nobody’s who is no member', () => {
    expect(anchorTurn({ index: 4, count: 4 }, { sequence: 0, waited: 1e9, delay: 60 })).toBe(false)
    expect(anchorTurn({ index: -1, count: 4 }, { sequence: 0, waited: 1e9, delay: 60 })).toBe(false)
    expect(anchorTurn({ index: 0, count: 0 }, { sequence: 0, waited: 1e9, delay: 60 })).toBe(false)
  })
})
