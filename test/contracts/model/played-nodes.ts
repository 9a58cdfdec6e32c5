import { confirmations, sync } from './carrying.ts'
import { nodeOf, picked, somebody, validatorOf } from './choices.ts'
import type { Model } from './model.ts'
import type { Move } from './moves.ts'
import type { Hex } from '../../../network/hex.ts'
import { isValidator, nodeAt } from './nodes.ts'
import type { State } from './state.ts'
import type { Step } from './steps.ts'

export type OnNode = Extract<Move, { node: number }>

/** What agents do with nodes, and are refused. */
export function* withNode(model: Model, move: OnNode): Generator<Step> {
  const { state } = model
  switch (move.kind) {
    case 'sync':
    case 'activate': {
      const wanted = move.kind === 'sync' ? 'candidate' : 'synced'
      yield { kind: move.kind, by: somebody(state, 'agent', move.by), node: nodeOf(state, move.node, wanted) }
      return
    }
    case 'stand down':
      yield { kind: move.kind, by: somebody(state, 'agent', move.by), node: suspendedValidator(state, move.node) }
      return
    case 'confirm': {
      const node = move.node < 48 ? (state.change.node ?? nodeOf(state, 0)) : nodeOf(state, move.node)
      yield { kind: 'confirm', by: somebody(state, 'agent', move.by), node }
      return
    }
    case 'bring up':
      yield* bringUp(model, move)
      return
    default:
      yield withLease(model, move)
  }
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

/** Mostly one whose member is suspended. */
function suspendedValidator(state: State, n: number): Hex {
  const suspended = new Set(state.members.flatMap(({ name, status }) => (status === 'suspended' ? [name] : [])))
  const fit = state.nodes.filter((node) => isValidator(node) && suspended.has(node.member))
  return picked(n < 48 ? fit : [], n)?.address ?? nodeOf(state, n, 'active')
}

/** Mostly by who holds the lease, or could. */
function withLease({ state }: Model, move: Extract<Move, { kind: 'take the lease' | 'give the lease back' }>): Step {
  const held = move.kind === 'give the lease back' || move.by % 4 === 0 ? state.lease?.node : undefined
  const node = held ?? (move.node < 48 ? validatorOf(state, move.node) : nodeOf(state, move.node))
  const owner = state.members.find(({ name }) => name === nodeAt(state, node)?.member)
  const by = move.by < 52 && owner !== undefined ? owner.agent : somebody(state, 'agent', move.by)
  if (move.kind === 'give the lease back') return { kind: move.kind, by, node }
  return { kind: move.kind, by, node, duration: picked(DURATIONS, move.duration) ?? 60 }
}

const DURATIONS = [900, 60, 300, 900, 1, 901, 600, 0, 930]
