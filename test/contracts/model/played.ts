import type { Hex } from '../../../network/hex.ts'
import { carry, confirmations, delegation, sync, waitUntil } from './carrying.ts'
import { somebody } from './choices.ts'
import { suspensionFor } from './emergencies.ts'
import type { Model } from './model.ts'
import { momentOf } from './moments.ts'
import type { Move } from './moves.ts'
import { withNode } from './played-nodes.ts'
import { propose, withProposal } from './played-proposals.ts'
import { plotted } from './plots.ts'
import type { Step } from './steps.ts'
import { actionOf } from './subjects.ts'

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
    case 'propose':
      yield* propose(model, move, nonce)
      return
    case 'decide':
      yield* decide(model, move, nonce)
      return
    case 'delegate':
      yield delegation(state, move.by, move.to, move.lasts)
      return
    case 'suspend at once':
      yield { kind: move.kind, by: somebody(state, 'agent', move.n), action: suspensionFor(model, move) }
      return
    case 'book the lapse':
      yield { kind: move.kind, by: somebody(state, 'agent', move.by) }
      return
    case 'plot':
      yield* plotted(model, move.plot, { ...move, nonce })
      return
    case 'seize':
      yield { kind: 'seize', by: somebody(state, 'officer', move.by), action: actionOf(state, move.subject) }
      return
    default:
      if ('node' in move) yield* withNode(model, move)
      else yield* withProposal(model, move, nonce)
  }
}

/** Proposed, voted on and carried out; then what agents do: nothing yet, say that a node is synced, or confirm the change. */
function* decide(model: Model, move: Extract<Move, { kind: 'decide' }>, nonce: () => Hex): Generator<Step> {
  const { by, subject, follow } = move
  const before = model.state.proposals.length
  const actions = [actionOf(model.state, subject)]
  yield { kind: 'propose', by: somebody(model.state, 'officer', by % 48), actions, description: nonce() }
  if (model.state.proposals.length > before) yield* carry(model, before, move)
  if (follow > 0 && follow < 4) yield* sync(model, 0)
  if (follow >= 4) yield* confirmations(model, follow, follow)
}
