import type { ProposalState } from '../../../network/governance/proposal.ts'
import type { Hex } from '../../../network/hex.ts'
import { acts } from './acting.ts'
import { delegateFor, nodeOf, picked, somebody } from './choices.ts'
import type { Model } from './model.ts'
import { onPaper } from './papers.ts'
import { endOf, stateOf } from './polls.ts'
import type { Action, Member, State, Support } from './state.ts'
import type { Step } from './steps.ts'

/** Chains of steps that moves and plots are made of. */

/** In the order of the voters; all in favour where there are none. */
export type Ballots = readonly (Support | 'none')[]

/** From wherever it stands to its end, by its ballots; now and then before its time. */
export function* carry(model: Model, index: number, move: { ballots: Ballots; follow?: number }): Generator<Step> {
  const now = () => stateAt(model, index)
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

/** Every other one votes on paper. */
export function* ballots(model: Model, proposal: number, given: Ballots): Generator<Step> {
  const officers = model.state.members.filter(({ status }) => status === 'active').map(({ officer }) => officer)
  for (const [i, by] of officers.entries()) {
    const support = given[i % Math.max(1, given.length)] ?? 'for'
    if (support === 'none') continue
    const paper = { voter: by, proposal, support, flaw: 'none', n: proposal + i } as const
    yield (proposal + i) % 2 === 0 ? onPaper(model, paper) : { kind: 'vote', by, proposal, support }
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

export function stateAt({ state, law }: Model, index: number): ProposalState {
  const proposal = state.proposals[index]
  return proposal === undefined ? 'defeated' : stateOf(state, law, proposal)
}

export function proposing(by: Member, action: Action, nonce: () => Hex): Step {
  return { kind: 'propose', by: by.officer, actions: [action], description: nonce() }
}

/** A proposal that is voted on for long. */
export function* opened(model: Model, by: Member, nonce: () => Hex): Generator<Step, number> {
  const index = model.state.proposals.length
  yield proposing(by, { kind: 'retire', node: nodeOf(model.state, index) }, nonce)
  yield* waitUntil(model, (model.state.proposals[index]?.snapshot ?? 0) + 1)
  return index
}

/** An action proposed, voted for by all, and carried out. */
export function* decided(model: Model, action: Action, nonce: () => Hex): Generator<Step> {
  const index = model.state.proposals.length
  const by = model.state.members.find((member) => acts(model.state, model.law, member))
  if (by === undefined) return
  yield proposing(by, action, nonce)
  yield* carry(model, index, { ballots: [] })
}
