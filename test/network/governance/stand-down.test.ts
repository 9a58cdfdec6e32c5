import { describe, expect, it } from '@jest/globals'
import { reasonToGoOn } from '../../../network/governance/stand-down.ts'

const member = (name: string, validators: number, status = 'active') => ({
  name,
  status,
  nodes: Array.from({ length: validators }, () => ({ duty: 'validator', state: 'active' })),
})
/** The first so many of them suspended, the first one's validator to go. */
const why = (counts: readonly number[], suspended = 1) =>
  reasonToGoOn(
    counts.map((count, i) => member(`member-${i + 1}`, count, i < suspended ? 'suspended' : 'active')),
    'member-1',
  )

describe('a suspended member’s validator', () => {
  it('is stood down where the others can confirm it and four stay', () => {
    expect(why([1, 1, 1, 1, 1])).toBeUndefined()
    expect(why([2, 1, 1, 1])).toBeUndefined()
    expect(why([1, 1, 1, 1, 1, 1], 2)).toBeUndefined()
  })

  it('goes on as one of four', () => {
    expect(why([1, 1, 1, 1])).toBe('of 4 validators none is taken out')
  })

  it('goes on where so many are suspended that it could never be confirmed', () => {
    expect(why([1, 1, 1, 1, 1], 2)).toBe('4 members would have to confirm that it is out, and 3 can')
  })

  it('goes on where another member would make blocks alone', () => {
    expect(why([1, 3, 1, 1, 1])).toBeUndefined()
    expect(why([1, 3, 1])).toBe('member-2 would have 3 of 4 validators, which make blocks alone')
    expect(why([1, 4, 1])).toBe('member-2 would have 4 of 5 validators, which make blocks alone')
  })
})
