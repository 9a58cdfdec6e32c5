import type { ProposalState } from '../../../network/governance/proposal.ts'
import { type Ballots, delegateFor, picked, somebody } from './moves.ts'
import { endOf, stateOf } from './polls.ts'
import type { State } from './state.ts'
import type { Model, Step } from './steps.ts'

/** Chains of steps that moves and plots are made of. */

/** From wherever it stands to its end, by its ballots; now and then before its time. */
export function* carry(model: Model, index: number, move: { ballots: Ballots; follow?: number }): Generator<Step> {
  const now = () => stateAt(model.state, model.law, index)
  const made = model.state.proposals[index]
  if (made === undefined) return
  if (now() === 'pending') yield* waitUntil(model, made.snapshot + 1)
  if (now() === 'active') {
    yield* ballots(model, index, move.ballots)
    yield* waitUntil(model, endOf(model.state.proposals[index] ?? made) + 1)
  }
  const by = somebody(model.state, 'agent', index)
  if (now() === 'succeeded') yield { kind: 'queue', by, proposal: index, swapped: false }
  if (now() === 'queued' && move.follow === 0) yield { kind: 'execute', by, proposal: index, swapped: false }
  yield* waitUntil(model, model.state.proposals[index]?.eta ?? 0)
  if (now() === 'queued') yield { kind: 'execute', by, proposal: index, swapped: false }
}

export function* ballots(model: Model, proposal: number, given: Ballots): Generator<Step> {
  const officers = model.state.members.filter(({ status }) => status === 'active').map(({ officer }) => officer)
  for (const [i, by] of officers.entries()) {
    const support = given[i % Math.max(1, given.length)] ?? 'for'
    if (support !== 'none') yield { kind: 'vote', by, proposal, support }
  }
}

export function* sync({ state }: Model, n: number): Generator<Step> {
  const node = picked(
    state.nodes.filter((one) => one.state === 'candidate'),
    n,
  )
  const by = state.members.find(({ name }) => name === node?.member)?.agent
  if (by !== undefined && node !== undefined) yield { kind: 'sync', by, node: node.address }
}

export function* confirmations({ state }: Model, count: number, first: number): Generator<Step> {
  const order = [...state.members.slice(first), ...state.members.slice(0, first)]
  for (const { agent } of order.slice(0, count)) {
    const changing = state.change.node
    if (changing !== undefined) yield { kind: 'confirm', by: agent, node: changing }
  }
}

export function* waitUntil({ state }: Model, moment: number): Generator<Step> {
  if (moment > state.now) yield { kind: 'wait', until: moment }
}

/** @param lasts seconds; 0 for good, and less than that for one that is over already. */
export function delegation(state: State, by: number, to: number, lasts = 0): Step {
  const officer = somebody(state, 'officer', by)
  const until = lasts === 0 ? undefined : state.now + lasts + 1
  return { kind: 'delegate', by: officer, to: delegateFor(state, officer, to), until }
}

export function stateAt(state: State, law: Model['law'], index: number): ProposalState {
  const proposal = state.proposals[index]
  return proposal === undefined ? 'defeated' : stateOf(state, law, proposal)
}
