import { beforeAll, describe, expect, it } from '@jest/globals'
import { law } from './law.ts'
import type { Move } from './moves.ts'
import { bent, mutations } from './mutations.ts'
import { Parting, play, type World } from './play.ts'
import { separates } from './separates.ts'
import { theSameHistories } from './same-histories.ts'
import { threeChambers, worldFor } from './worlds.ts'

describe('a model that is wrong parts from the contracts', () => {
  let world: World
  let many: readonly Move[][]
  beforeAll(async () => {
    world = await worldFor(threeChambers)
    many = theSameHistories()
  }, 60_000)

  it('can be wrong in each of its numbers', () => {
    const bentSomewhere = new Set(Object.values(mutations).flatMap((mutation) => Object.keys(mutation)))
    expect([...bentSomewhere].sort()).toEqual(Object.keys(law).sort())
  })

  it.each(Object.entries(mutations))(
    '%s',
    async (_, mutation) => {
      const wrong = bent(mutation)
      const first = many.findIndex((moves) => separates(world.initial, wrong, moves))
      expect(first).toBeGreaterThanOrEqual(0)
      const moves = many[first] ?? []
      await expect(play(world, wrong, moves, { steps: 0, done: {}, refused: {} })).rejects.toThrow(Parting)
    },
    60_000,
  )
})
