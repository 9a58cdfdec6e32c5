import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { histories, LONGEST } from './histories.ts'
import type { Move } from './moves.ts'
import { bent, mutations } from './mutations.ts'
import { Parting, play, type World } from './play.ts'
import { separates } from './separates.ts'
import { threeChambers, worldFor } from './worlds.ts'

/** As many as `npm test` plays in this network. */
const WITHIN = 1000

describe('a model that is wrong parts from the contracts', () => {
  let world: World
  let many: readonly Move[][]
  beforeAll(async () => {
    world = await worldFor(threeChambers)
    many = fc.sample(histories(LONGEST), { numRuns: WITHIN, seed: 20_260_901 })
  }, 60_000)

  it.each(Object.entries(mutations))(
    '%s',
    async (_, mutation) => {
      const law = bent(mutation)
      const first = many.findIndex((moves) => separates(world.initial, law, moves))
      expect(first).toBeGreaterThanOrEqual(0)
      const moves = many[first] ?? []
      await expect(play(world, law, moves, { steps: 0, done: {}, refused: {} })).rejects.toThrow(Parting)
    },
    60_000,
  )
})
