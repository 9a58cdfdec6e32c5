import { describe, expect, it } from '@jest/globals'
import { powers } from '../../../network/consortium/powers.ts'
import { consortiumOf, exampleNames, exampleText } from './example.ts'

describe('the examples', () => {
  it('are what their names promise', () => {
    const shapes = exampleNames.map((name) => {
      const { chambers, members } = consortiumOf(exampleText(name))
      const observers = members.flatMap(({ nodes }) => nodes).filter(({ duty }) => duty === 'observer').length
      return chambers.map((chamber) => members.filter((each) => each.chamber === chamber).length).concat(observers)
    })
    expect(shapes).toEqual([
      [2, 2, 0],
      [3, 2, 1, 2],
      [12, 8, 2, 3, 3],
    ])
  })

  it('let no member halt the chain alone', () => {
    for (const name of exampleNames) {
      const { halts, captures, tolerates } = powers(consortiumOf(exampleText(name)))
      expect([halts.members, captures.members, captures.chambers]).toEqual([[], [], []])
      expect(tolerates).toBeGreaterThanOrEqual(1)
    }
  })

  it('have chain ids of their own', () => {
    const ids = exampleNames.map((name) => consortiumOf(exampleText(name)).chainId)
    expect(new Set(ids).size).toBe(exampleNames.length)
    expect(ids).not.toContain(1337)
  })
})
