import type { Hex } from '../../../network/hex.ts'
import { bar, lapseRefusals, suspensionRefusals } from './council.ts'
import { bookBar } from './book.ts'
import { giveBack, giveBackRefusals, take, takeRefusals } from './leases.ts'
import { delegate, delegateRefusals } from './membership.ts'
import type { Model } from './model.ts'
import { nodeAt } from './nodes.ts'
import {
  cancelRefusals,
  execute,
  type OfProposal,
  propose,
  proposeRefusals,
  type Proposing,
  proposalAt,
  queue,
  queueRefusals,
} from './proposing.ts'
import type { Action, SignedVote, Support, Suspension } from './state.ts'
import {
  activate,
  activateRefusals,
  confirm,
  confirmRefusals,
  standDown,
  standDownRefusals,
  syncRefusals,
} from './validators.ts'
import { paperRefusals, useNumber, vote, voteOnPaper, voteRefusals } from './voting.ts'

/** One transaction of a history, or time going by. `proposal` counts from the first made. */
export type Step =
  | { readonly kind: 'wait'; readonly until: number }
  | ({ readonly kind: 'propose' } & Proposing)
  | { readonly kind: 'vote'; readonly by: Hex; readonly proposal: number; readonly support: Support }
  | {
      readonly kind: 'vote by signature'
      readonly by: Hex
      readonly voter: Hex
      readonly proposal: number
      readonly support: Support
      readonly paper: SignedVote
    }
  | ({ readonly kind: 'queue' | 'execute' | 'cancel' } & OfProposal)
  | { readonly kind: 'delegate'; readonly by: Hex; readonly to: string; readonly until?: number | undefined }
  | { readonly kind: 'sync' | 'activate' | 'confirm' | 'stand down'; readonly by: Hex; readonly node: Hex }
  | { readonly kind: 'suspend at once'; readonly by: Hex; readonly action: Suspension }
  | { readonly kind: 'book the lapse'; readonly by: Hex }
  | { readonly kind: 'take the lease'; readonly by: Hex; readonly node: Hex; readonly duration: number }
  | { readonly kind: 'give the lease back'; readonly by: Hex; readonly node: Hex }
  | { readonly kind: 'seize'; readonly by: Hex; readonly action: Action }

/** Does a step in the model. Returns every error that refuses it; none, and it is done. */
export function attempt(model: Model, step: Step): readonly string[] {
  const { state, law } = model
  switch (step.kind) {
    case 'wait':
      state.now = step.until
      return []
    case 'propose':
      return unless(proposeRefusals(model, step), () => propose(model, step))
    case 'vote': {
      const own = { ...step, voter: step.by }
      return unless(voteRefusals(model, own), () => vote(model, own))
    }
    case 'vote by signature':
      return attemptOnPaper(model, step)
    case 'queue':
      return unless(queueRefusals(model, step), () => queue(state, step.proposal))
    case 'execute':
      return execute(model, step)
    case 'cancel':
      return unless(cancelRefusals(model, step), () => {
        proposalAt(state, step.proposal).cancelled = true
      })
    case 'delegate':
      return unless(delegateRefusals(state, law, step), () => delegate(model, step))
    case 'suspend at once':
      state.signed.suspensions.push(step.action)
      return unless(suspensionRefusals(model, step.action), () => bar(state, law, step.action))
    case 'book the lapse':
      return unless(lapseRefusals(state, law), () => bookBar(state, undefined))
    case 'take the lease':
      return unless(takeRefusals(model, step), () => take(model, step))
    case 'give the lease back':
      return unless(giveBackRefusals(model, step), () => giveBack(state))
    case 'seize':
      return ['OnlyTimelock', 'GovernorOnlyExecutor']
    default:
      return attemptWithNode(model, step)
  }
}

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

function attemptWithNode(
  model: Model,
  { kind, by, node }: Of<'sync' | 'activate' | 'confirm' | 'stand down'>,
): readonly string[] {
  const { state, law } = model
  switch (kind) {
    case 'sync':
      return unless(syncRefusals(model, by, node), () => Object.assign(nodeAt(state, node) ?? {}, { state: 'synced' }))
    case 'activate':
      return unless(activateRefusals(model, by, node), () => activate(state, law, node))
    case 'stand down':
      return unless(standDownRefusals(model, by, node), () => standDown(state, law, node))
    case 'confirm':
      return unless(confirmRefusals(model, by, node), () => confirm(model, by))
  }
}

function attemptOnPaper(model: Model, step: Of<'vote by signature'>): readonly string[] {
  const { state, law } = model
  state.signed.votes.push(step.paper)
  const reasons = unless(paperRefusals(model, step), () => voteOnPaper(model, step))
  if (reasons.length > 0 && law.refusedVotesUseTheirNumber) useNumber(state, step.voter)
  return reasons
}

function unless(reasons: readonly string[], effect: () => void): readonly string[] {
  if (reasons.length === 0) effect()
  return reasons
}
