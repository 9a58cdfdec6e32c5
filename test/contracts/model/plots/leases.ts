import type { Hex } from '../../../../network/hex.ts'
import { sync, waitUntil } from '../carrying.ts'
import { nodeOf, validatorOf } from '../choices.ts'
import type { Model } from '../model.ts'
import { isValidator } from '../nodes.ts'
import type { Plot } from './scene.ts'

/** Validators that are down on purpose while something else would happen. */
export const plotsOfLeases = {
  'down and up again': function* ({ model, n }) {
    const held = holderOf(model, n)
    yield { kind: 'take the lease', ...held, duration: 300 }
    yield { kind: 'give the lease back', by: n % 4 === 3 ? holderOf(model, n + 1).by : held.by, node: held.node }
    yield* waitUntil(model, (model.state.lease?.until ?? 0) + 88 + (n % 3))
    yield { kind: 'take the lease', ...held, duration: 1 }
  },
  'renewed to the last': function* ({ model, n }) {
    const held = holderOf(model, n)
    const begun = model.state.now
    for (let i = 0; i < 5; i += 1) {
      yield { kind: 'take the lease', ...held, duration: 900 }
      yield* waitUntil(model, begun + (i + 1) * 880)
    }
    yield* waitUntil(model, (model.state.lease?.until ?? 0) - 1 + (n % 3))
    yield { kind: 'take the lease', ...holderOf(model, n + (n % 2)), duration: 10 }
  },
  'two down at once': function* ({ model, n }) {
    yield { kind: 'take the lease', ...holderOf(model, n), duration: 60 }
    yield { kind: 'take the lease', ...holderOf(model, n + 1), duration: 60 }
    yield* waitUntil(model, (model.state.lease?.until ?? 0) - 1 + (n % 2))
    yield { kind: 'take the lease', ...holderOf(model, n + 1), duration: 60 }
  },
  'a change while one is down': function* ({ model, member, n, about, decide }) {
    if (n % 2 === 0) yield* decide(about('addNodes', 'none', 4 * (n % 4)))
    yield* sync(model, 0)
    yield { kind: 'take the lease', ...holderOf(model, n), duration: 900 }
    if (n % 2 === 0) yield { kind: 'activate', by: member.agent, node: nodeOf(model.state, 0, 'synced') }
    else yield* decide({ kind: 'retire', node: validatorOf(model.state, n) })
  },
  'down while a change is in flight': function* ({ model, n, decide }) {
    yield* decide({ kind: 'retire', node: validatorOf(model.state, n) })
    yield { kind: 'take the lease', ...holderOf(model, n + 1), duration: 60 }
  },
  'suspended while down': function* ({ model, n, decide }) {
    const held = holderOf(model, n)
    const member = held.member ?? ''
    yield { kind: 'take the lease', ...held, duration: 900 }
    yield* decide({ kind: 'suspend', member })
    if (n % 3 === 0) yield { kind: 'take the lease', ...holderOf(model, n + 1), duration: 30 }
    yield* decide({ kind: 'reinstate', member })
    yield { kind: 'give the lease back', by: held.by, node: held.node }
  },
} satisfies Record<string, Plot>

/** An active validator and the agent of its member. */
function holderOf({ state }: Model, n: number): { readonly by: Hex; readonly node: Hex; readonly member?: string } {
  const validators = state.nodes.filter(isValidator)
  const node = validators[n % Math.max(1, validators.length)]
  const member = state.members.find(({ name }) => name === node?.member)
  const fallback = nodeOf(state, n)
  return { by: member?.agent ?? fallback, node: node?.address ?? fallback, ...(member && { member: member.name }) }
}
