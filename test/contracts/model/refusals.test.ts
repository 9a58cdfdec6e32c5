import { beforeAll, describe, expect, it } from '@jest/globals'
import { law } from './law.ts'
import type { Model } from './model.ts'
import type { Move } from './moves.ts'
import { counter, play, type Tally, type World } from './play.ts'
import { stepsOf } from './played.ts'
import { rareRefusals } from './reached.ts'
import { attempt } from './steps.ts'
import { theSameHistories } from './same-histories.ts'
import { threeChambers, worldFor } from './worlds.ts'

describe('what is seldom refused is refused by the contracts too, for that reason alone', () => {
  const met = new Set<string>()
  beforeAll(async () => {
    const world = await worldFor(threeChambers)
    const wanted = new Set<string>(rareRefusals)
    for (const moves of theSameHistories()) {
      const fresh = [...aloneIn(world, moves)].filter((reason) => wanted.delete(reason))
      if (fresh.length === 0) continue
      const tally: Tally = { steps: 0, done: {}, refused: {} }
      await play(world, law, moves, tally)
      for (const reason of fresh) if (tally.refused[reason] !== undefined) met.add(reason)
    }
  }, 300_000)

  it.each(rareRefusals)('%s', (reason) => {
    expect(met).toContain(reason)
  })
})

/** What refuses a step of a history, with nothing else that does. */
function* aloneIn({ initial }: World, moves: readonly Move[]): Generator<string> {
  const model: Model = { state: structuredClone(initial), law }
  const nonce = counter()
  for (const move of moves) {
    for (const step of stepsOf(model, move, nonce)) {
      const [reason, ...others] = new Set(attempt(model, step))
      if (reason !== undefined && others.length === 0) yield reason
    }
  }
}
