import type { Hex } from '../../../network/hex.ts'
import type { ProposalState } from '../../../network/governance/proposal.ts'
import { ballots, carry, confirmations, delegation, stateAt, sync, waitUntil } from './carrying.ts'
import { actionOf, type Move, nodeOf, picked, somebody } from './moves.ts'
import { plotted } from './plots.ts'
import { endOf } from './polls.ts'
import type { State } from './state.ts'
import type { Model, Step } from './steps.ts'

/**
 * The steps that a move means, each resolved when the one before is done. Long moves are there so that histories get deep:
 * single ones seldom meet.
 */
export function* stepsOf(model: Model, move: Move, nonce: () => Hex): Generator<Step> {
  const { state } = model
  switch (move.kind) {
    case 'wait':
      yield { kind: 'wait', until: state.now + move.for }
      return
    case 'wait until':
      yield* waitUntil(model, momentOf(state, move.moment) + move.offset - 1)
      return
    case 'propose': {
      const actions = move.subjects.map((subject) => actionOf(state, subject))
      yield { kind: 'propose', by: somebody(state, 'officer', move.by), actions, description: nonce() }
      if (move.after < 16) yield delegation(state, move.after * 3, move.after, move.after * 5)
      return
    }
    case 'decide': {
      const before = state.proposals.length
      const actions = [actionOf(state, move.subject)]
      yield { kind: 'propose', by: somebody(state, 'officer', move.by % 48), actions, description: nonce() }
      if (model.state.proposals.length > before) yield* carry(model, before, move)
      yield* followUp(model, move.follow)
      return
    }
    case 'delegate':
      yield delegation(state, move.by, move.to, move.lasts)
      return
    case 'sync':
    case 'activate': {
      const wanted = move.kind === 'sync' ? 'candidate' : 'synced'
      yield { kind: move.kind, by: somebody(state, 'agent', move.by), node: nodeOf(state, move.node, wanted) }
      return
    }
    case 'confirm': {
      const node = move.node < 48 ? (state.change.node ?? nodeOf(state, 0)) : nodeOf(state, move.node)
      yield { kind: 'confirm', by: somebody(state, 'agent', move.by), node }
      return
    }
    case 'bring up':
      yield* bringUp(model, move)
      return
    case 'plot':
      yield* plotted(model, move, nonce)
      return
    case 'seize':
      yield { kind: 'seize', by: somebody(state, 'officer', move.by), action: actionOf(state, move.subject) }
      return
    default:
      yield* withProposal(model, move, nonce)
  }
}

type OnProposal = Extract<Move, { proposal: number }>

function* withProposal(model: Model, move: OnProposal, nonce: () => Hex): Generator<Step> {
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
      yield { kind: 'vote', by: voterFor(state, move.by), proposal, support: move.support }
      return
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
  'all vote': ['active'],
  carry: ['active', 'pending', 'succeeded', 'queued'],
  queue: ['succeeded'],
  execute: ['queued', 'succeeded'],
  cancel: ['active', 'pending'],
} as const satisfies Record<OnProposal['kind'], readonly ProposalState[]>

function proposalFor({ state, law }: Model, move: OnProposal): number | undefined {
  const all = state.proposals
    .map((_, i) => i)
    .slice(-4)
    .reverse()
  const wanted: readonly ProposalState[] = FIT[move.kind]
  const fit = all.filter((i) => wanted.includes(stateAt(state, law, i)))
  return picked(move.proposal < 48 && fit.length > 0 ? fit : all, move.proposal)
}

/** Now and then one that is suspended: it was on the roll, perhaps. */
function voterFor(state: State, n: number): Hex {
  const suspended = state.members.filter(({ status }) => status === 'suspended')
  return (n % 2 === 0 ? picked(suspended, n)?.officer : undefined) ?? somebody(state, 'officer', n)
}

function* bringUp(model: Model, move: Extract<Move, { kind: 'bring up' }>): Generator<Step> {
  yield* sync(model, move.node)
  const synced = model.state.nodes.filter(({ state }) => state === 'synced')
  const node = picked(synced, move.node)
  if (node !== undefined) {
    yield { kind: 'activate', by: somebody(model.state, 'agent', move.node % 48), node: node.address }
  }
  yield* confirmations(model, move.confirmations % 9, move.node)
}

/** What agents do when a decision is carried out: nothing yet, say that a node is synced, or confirm the change. */
function* followUp(model: Model, follow: number): Generator<Step> {
  if (follow > 0 && follow < 4) yield* sync(model, 0)
  if (follow >= 4) yield* confirmations(model, follow, follow)
}

/** A moment to come at which something changes by itself, to be met to the second. */
function momentOf(state: State, n: number): number {
  const moments = state.proposals.flatMap((proposal) => {
    const { snapshot, eta, rule } = proposal
    const end = endOf(proposal)
    const late = end - Math.floor(rule.votingPeriod / 4)
    return [
      snapshot + 1,
      late,
      end + 1,
      end + rule.grace + 1,
      ...(eta === undefined ? [] : [eta, eta + rule.grace + 1]),
    ]
  })
  const coming = [...new Set(moments.filter((moment) => moment > state.now))].sort((a, b) => a - b)
  return picked(coming.slice(0, 4), n) ?? state.now
}
