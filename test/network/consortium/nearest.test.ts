import { describe, expect, it } from '@jest/globals'
import { nearest } from '../../../network/consortium/nearest.ts'

describe('the nearest word', () => {
  it.each([
    ['votingPeroid', 'votingPeriod'],
    ['Threshold', 'threshold'],
    ['chamber', 'chambers'],
    ['every', 'every'],
    ['password', undefined],
    ['x'.repeat(1_000_000), undefined],
  ])('to %.20s is %s', (word, meant) => {
    expect(nearest(word, ['votingPeriod', 'threshold', 'chambers', 'every'])).toBe(meant)
  })
})
