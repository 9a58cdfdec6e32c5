import { type Law, law } from './law.ts'
import type { Move } from './moves.ts'
import { stepsOf } from './played.ts'
import { endOf, stateOf } from './polls.ts'
import type { State } from './state.ts'
import { attempt, type Model } from './steps.ts'

/** Whether a history tells a bent model from the true one: models alone, so that thousands can be looked through. */
export function separates(initial: State, bent: Law, moves: readonly Move[]): boolean {
  const wrong: Model = { state: structuredClone(initial), law: bent }
  const right: Model = { state: structuredClone(initial), law }
  let made = 0
  const nonce = () => `0x${(++made).toString(16).padStart(64, '0')}` as const
  for (const move of moves) {
    for (const step of stepsOf(wrong, move, nonce)) {
      const refused = attempt(wrong, step).length > 0
      if (refused !== attempt(right, step).length > 0) return true
    }
  }
  return told(wrong) !== told(right)
}

/** What tells states apart, without the ids and calldata that take long to write. */
function told({ state, law }: Model): string {
  const { members, nodes, proposals, book, keys } = state
  const { number, node, needed, confirmations } = state.change
  const polls = proposals.map((one) => [stateOf(state, law, one), endOf(one), one.eta, one.votes])
  return JSON.stringify([
    members,
    nodes.map(({ state: of }) => of),
    { number, node, needed, confirmations },
    polls,
    book.at(-1),
    Object.values(keys),
  ])
}
