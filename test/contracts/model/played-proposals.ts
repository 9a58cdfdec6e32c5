import type { ProposalState } from '../../../network/governance/proposal.ts'
import type { Hex } from '../../../network/hex.ts'
import { acts } from './acting.ts'
import { ballots, carry, delegation, stateAt } from './carrying.ts'
import { picked, somebody } from './choices.ts'
import type { Model } from './model.ts'
import type { Move } from './moves.ts'
import { onPaper } from './papers.ts'
import type { Step } from './steps.ts'
import { actionOf } from './subjects.ts'

export type OnProposal = Extract<Move, { proposal: number }>

/** A proposal, and now and then a delegation before its roll is taken. */
export function* propose(
  { state }: Model,
  move: Extract<Move, { kind: 'propose' }>,
  nonce: () => Hex,
): Generator<Step> {
  const actions = move.subjects.map((subject) => actionOf(state, subject))
  yield { kind: 'propose', by: somebody(state, 'officer', move.by), actions, description: nonce() }
  if (move.after < 16) yield delegation(state, move.after * 3, move.after, move.after * 5)
}

/** What is done with a proposal that was made. */
export function* withProposal(model: Model, move: OnProposal, nonce: () => Hex): Generator<Step> {
  const { state } = model
  const proposal = proposalFor(model, move)
  if (proposal === undefined) return
  switch (move.kind) {
    case 'propose again': {
      const made = state.proposals[proposal]
      const description = move.proposal < 32 ? (made?.description ?? nonce()) : nonce()
      yield { kind: 'propose', by: somebody(state, 'officer', move.by), actions: made?.actions ?? [], description }
      return
    }
    case 'vote':
      yield { kind: 'vote', by: voterFor(model, move.by), proposal, support: move.support }
      return
    case 'vote by signature': {
      const { support, flaw, by: n } = move
      yield onPaper(model, { voter: voterFor(model, n), proposal, support, flaw, n })
      return
    }
    case 'all vote':
      yield* ballots(model, proposal, move.ballots)
      return
    case 'carry':
      yield* carry(model, proposal, move)
      return
    case 'cancel': {
      const by = move.by < 48 ? state.proposals[proposal]?.proposer : undefined
      yield { kind: 'cancel', by: by ?? somebody(state, 'officer', move.by), proposal, swapped: move.swapped }
      return
    }
    default:
      yield { kind: move.kind, by: somebody(state, 'agent', move.by), proposal, swapped: move.swapped }
  }
}

/** What each move is good for; mostly it is made where it is. */
const FIT = {
  'propose again': [],
  vote: ['active'],
  'vote by signature': ['active'],
  'all vote': ['active'],
  carry: ['active', 'pending', 'succeeded', 'queued'],
  queue: ['succeeded'],
  execute: ['queued', 'succeeded'],
  cancel: ['active', 'pending'],
} as const satisfies Record<OnProposal['kind'], readonly ProposalState[]>

function proposalFor(model: Model, move: OnProposal): number | undefined {
  const all = model.state.proposals
    .map((_, i) => i)
    .slice(-4)
    .reverse()
  const wanted: readonly ProposalState[] = FIT[move.kind]
  const fit = all.filter((i) => wanted.includes(stateAt(model, i)))
  return picked(move.proposal < 48 && fit.length > 0 ? fit : all, move.proposal)
}

/** Now and then one that may not act: it was on the roll, perhaps. */
function voterFor({ state, law }: Model, n: number): Hex {
  const suspended = state.members.filter((member) => member.status !== 'expelled' && !acts(state, law, member))
  return (n % 2 === 0 ? picked(suspended, n)?.officer : undefined) ?? somebody(state, 'officer', n)
}
