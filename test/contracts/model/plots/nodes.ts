import { confirmations, sync } from '../carrying.ts'
import { nodeOf, validatorOf } from '../choices.ts'
import { nodeAt } from '../nodes.ts'
import type { Plot } from './scene.ts'

/** Validators that come and go. */
export const plotsOfNodes = {
  'down to the fewest': function* ({ model, n, decide }) {
    for (const confirmed of [n % 2 === 0 ? 8 : 1, n % 8]) {
      yield* decide({ kind: 'retire', node: validatorOf(model.state, n) })
      yield* confirmations(model, confirmed, 0)
    }
  },
  'two changes at once': function* ({ model, member, n, about, decide }) {
    yield* decide(about('addNodes', 'none', 4 * (n % 4)))
    yield* sync(model, 0)
    const activate = { kind: 'activate', by: member.agent, node: nodeOf(model.state, 0, 'synced') } as const
    if (n % 3 > 0) yield activate
    yield* decide({ kind: 'retire', node: validatorOf(model.state, n) })
    yield activate
  },
  'gone for good': function* ({ model, member, n, decide }) {
    const node = validatorOf(model.state, n)
    const owner = nodeAt(model.state, node)?.member ?? member.name
    yield* decide({ kind: 'retire', node })
    yield* confirmations(model, 8, 0)
    yield* decide({ kind: 'expel', member: owner })
  },
  'settled by decision': function* ({ model, n, decide }) {
    const node = validatorOf(model.state, n)
    yield* decide({ kind: 'retire', node })
    yield* decide({ kind: 'settleChange', node })
  },
} satisfies Record<string, Plot>
