import type { Hex } from '../../../network/hex.ts'
import { ballots, carry, confirmations, delegation, sync, waitUntil } from './carrying.ts'
import { actionOf, nodeOf, type Plot, picked, ruleFor, type Subject } from './moves.ts'
import type { Action, Member } from './state.ts'
import type { Model, Step } from './steps.ts'
import { isValidator } from './validators.ts'

interface Plotting {
  readonly plot: Plot
  readonly who: number
  readonly n: number
}

/** Histories that tell something only as a whole. What they lead to is for model and contracts to agree on. */
export function* plotted(model: Model, { plot, who, n }: Plotting, nonce: () => Hex): Generator<Step> {
  const member = picked(
    model.state.members.filter(({ status }) => status === 'active'),
    who,
  )
  if (member === undefined) return
  const decide = (action: Action) => decided(model, action, nonce)
  const subject = (action: Action['kind'], flaw: Subject['flaw'] = 'none', extra = n): Action =>
    actionOf(model.state, { action, which: model.state.members.indexOf(member), extra, flaw })
  switch (plot) {
    case 'suspended while a vote is open': {
      const open = yield* opened(model, member, nonce)
      yield* decide({ kind: 'suspend', member: member.name })
      yield { kind: 'vote', by: member.officer, proposal: open, support: 'against' }
      return
    }
    case 'delegated before the roll is taken':
      yield proposal(member, { kind: 'setThreshold', value: 1 + (n % 4) }, nonce)
      yield* waitUntil(model, model.state.now + 1)
      // Some of them end at the very second of the roll, or one before or after it.
      yield delegation(model.state, model.state.members.indexOf(member), n % 48, n % 2 === 0 ? 0 : 56 + (n % 5))
      yield* carry(model, model.state.proposals.length - 1, { ballots: ['for', 'against', 'for'] })
      return
    case 'a key back again':
      yield* decide(subject('replaceKeys', 'none', 0))
      yield* decide(subject('replaceKeys', 'none', 35))
      return
    case 'back from suspension':
      yield delegation(model.state, model.state.members.indexOf(member), n % 48)
      yield* decide({ kind: 'suspend', member: member.name })
      yield* decide({ kind: 'reinstate', member: member.name })
      return
    case 'suspended with a node that waits':
      yield* decide(subject('addNodes', 'none', n % 3))
      yield* sync(model, 0)
      yield* decide({ kind: 'suspend', member: nodeOwner(model) ?? member.name })
      yield { kind: 'activate', by: member.agent, node: nodeOf(model.state, 0, 'synced') }
      return
    case 'an expired card':
      yield* decide(subject(n % 2 === 0 ? 'addNodes' : 'replaceKeys', 'expired', n % 3))
      return
    case 'cancelled in the vote':
      yield { kind: 'cancel', by: member.officer, proposal: yield* opened(model, member, nonce), swapped: false }
      return
    case 'a vote in the last second': {
      const open = yield* opened(model, member, nonce)
      yield* waitUntil(model, model.state.proposals[open]?.deadline ?? 0)
      yield { kind: 'vote', by: member.officer, proposal: open, support: 'for' }
      return
    }
    case 'down to the fewest':
      for (const confirmed of [n % 2 === 0 ? 8 : 1, n % 8]) {
        yield* decide({ kind: 'retire', node: validatorOf(model, n) })
        yield* confirmations(model, confirmed, 0)
      }
      return
    case 'two changes at once':
      yield* decide(subject('addNodes', 'none', 4 * (n % 4)))
      yield* sync(model, 0)
      yield* decide({ kind: 'retire', node: validatorOf(model, n) })
      yield { kind: 'activate', by: member.agent, node: nodeOf(model.state, 0, 'synced') }
      return
    case 'gone for good': {
      const node = validatorOf(model, n)
      const owner = model.state.nodes.find(({ address }) => address === node)?.member ?? member.name
      yield* decide({ kind: 'retire', node })
      yield* confirmations(model, 8, 0)
      yield* decide({ kind: 'expel', member: owner })
      return
    }
    case 'settled by decision': {
      const node = validatorOf(model, n)
      yield* decide({ kind: 'retire', node })
      yield* decide({ kind: 'settleChange', node })
      return
    }
    case 'taken back before the vote':
      yield proposal(member, { kind: 'setThreshold', value: 1 + (n % 4) }, nonce)
      yield { kind: 'cancel', by: member.officer, proposal: model.state.proposals.length - 1, swapped: false }
      return
    case 'the rule changed meanwhile': {
      const open = yield* opened(model, member, nonce)
      const of = model.state.proposals[open]?.class ?? 'nodes'
      yield* ballots(model, open, n % 2 === 0 ? [] : ['for', 'for', 'against', 'none', 'abstain'])
      yield* decide({ kind: 'setRule', class: of, rule: ruleFor(model.state, 0, n) })
    }
  }
}

function proposal(by: Member, action: Action, nonce: () => Hex): Step {
  return { kind: 'propose', by: by.officer, actions: [action], description: nonce() }
}

/** A proposal that is voted on for long. */
function* opened(model: Model, by: Member, nonce: () => Hex): Generator<Step, number> {
  const index = model.state.proposals.length
  yield proposal(by, { kind: 'retire', node: nodeOf(model.state, index) }, nonce)
  yield* waitUntil(model, (model.state.proposals[index]?.snapshot ?? 0) + 1)
  return index
}

function* decided(model: Model, action: Action, nonce: () => Hex): Generator<Step> {
  const index = model.state.proposals.length
  const by = model.state.members.find(({ status }) => status === 'active')
  if (by === undefined) return
  yield proposal(by, action, nonce)
  yield* carry(model, index, { ballots: [] })
}

function validatorOf({ state }: Model, n: number): Hex {
  return picked(state.nodes.filter(isValidator), n)?.address ?? nodeOf(state, n)
}

function nodeOwner({ state }: Model): string | undefined {
  return state.nodes.find((node) => node.state === 'synced')?.member
}
