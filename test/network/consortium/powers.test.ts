import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { powers } from '../../../network/consortium/powers.ts'
import type { Member } from '../../../network/consortium/consortium.ts'

const chambers = ['a-chamber', 'b-chamber']

function members(counts: readonly number[]): Member[] {
  return counts.map((count, index) => ({
    name: `member-${index}`,
    chamber: chambers[index % 2] ?? '',
    nodes: [
      ...Array.from({ length: count }, (_, node) => ({ name: `node-${index}-${node}`, duty: 'validator' as const })),
      { name: `observer-${index}`, duty: 'observer' as const },
    ],
  }))
}

const powersOf = (...counts: number[]) => powers({ chambers, members: members(counts) })

describe('the powers of members', () => {
  it.each([
    [4, 3, 1],
    [5, 4, 1],
    [6, 4, 2],
    [7, 5, 2],
    [25, 17, 8],
    [100, 67, 33],
  ])('of %i validators %i are a quorum and %i may be down', (n, quorum, tolerates) => {
    expect(powersOf(...Array.from({ length: n }, () => 1))).toMatchObject({ validators: n, quorum, tolerates })
  })

  it('names who can halt and who can capture alone, and how many are needed together', () => {
    expect(powersOf(4, 2, 1, 1)).toEqual({
      validators: 8,
      quorum: 6,
      tolerates: 2,
      halts: { members: ['member-0'], chambers: ['a-chamber', 'b-chamber'], fewestMembers: 1 },
      captures: { members: [], chambers: [], fewestMembers: 2 },
    })
    expect(powersOf(1, 1, 1, 1).halts).toEqual({ members: [], chambers, fewestMembers: 2 })
    expect(powersOf(6, 1, 1, 1).captures).toEqual({ members: ['member-0'], chambers: ['a-chamber'], fewestMembers: 1 })
  })

  it('finds the smallest coalition that trying all of them finds', () => {
    const counts = fc
      .array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 })
      .filter((all) => all.some((n) => n > 0))
    fc.assert(
      fc.property(counts, (all) => {
        const { halts, captures, quorum, validators } = powersOf(...all)
        expect(halts.fewestMembers).toBe(smallestCoalition(all, validators - quorum + 1))
        expect(captures.fewestMembers).toBe(smallestCoalition(all, quorum))
      }),
    )
  })
})

function smallestCoalition(counts: readonly number[], needed: number): number {
  const sizes = Array.from({ length: 2 ** counts.length }, (_, set) => {
    const chosen = counts.filter((_, index) => (set >> index) % 2 === 1)
    return chosen.reduce((total, count) => total + count, 0) >= needed ? chosen.length : Number.POSITIVE_INFINITY
  })
  return Math.min(...sizes)
}
