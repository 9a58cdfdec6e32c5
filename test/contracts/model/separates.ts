import { type Law, law } from './law.ts'
import { statusNow } from './acting.ts'
import { heldNow } from './book.ts'
import { runningLease } from './leases.ts'
import type { Model } from './model.ts'
import type { Move } from './moves.ts'
import { counter } from './play.ts'
import { stepsOf } from './played.ts'
import { countIn, endOf, stateOf } from './polls.ts'
import type { State } from './state.ts'
import { attempt } from './steps.ts'

/** Whether a history tells a bent model from the true one: models alone, so that thousands can be looked through. */
export function separates(initial: State, bent: Law, moves: readonly Move[]): boolean {
  const wrong: Model = { state: structuredClone(initial), law: bent }
  const right: Model = { state: structuredClone(initial), law }
  const nonce = counter()
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
  const { members, nodes, proposals, book, keys, council, amendments, nonces } = state
  const { number, node, needed, confirmations } = state.change
  const polls = proposals.map((one) => [
    one.class,
    stateOf(state, law, one),
    endOf(one),
    one.eta,
    one.votes,
    state.chambers.map((chamber) => countIn(state, law, one, chamber).size),
  ])
  return JSON.stringify([
    members.map((member) => ({ ...member, delegate: '', delegatedUntil: 0 })),
    members.map((member) => [statusNow(state, law, member), heldNow(state, law, member)]),
    nodes.map(({ state: of }) => of),
    { number, node, needed, confirmations },
    runningLease(state, law),
    polls,
    book.at(-1)?.seats.map(({ name, chamber }) => [name, chamber]),
    Object.values(keys),
    council,
    amendments,
    nonces,
  ])
}
