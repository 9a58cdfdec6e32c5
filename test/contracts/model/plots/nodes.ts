import { carry, confirmations, sync } from '../carrying.ts'
import { nodeOf, validatorOf } from '../choices.ts'
import { signedBySome } from '../emergencies.ts'
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
  'settled and retired while it comes in': function* ({ model, member, n, about, decide, nonce }) {
    yield* decide(about('addNodes', 'none', 4 * (n % 4)))
    yield* sync(model, 0)
    yield { kind: 'activate', by: member.agent, node: nodeOf(model.state, 0, 'synced') }
    yield* confirmations(model, n % 3, 0)
    const { node } = model.state.change
    if (node === undefined) return
    const index = model.state.proposals.length
    const actions = [{ kind: 'settleChange', node } as const, { kind: 'retire', node } as const]
    yield {
      kind: 'propose',
      by: member.officer,
      actions: n % 2 === 0 ? actions : actions.slice(1),
      description: nonce(),
    }
    yield* carry(model, index, { ballots: [] })
    yield* confirmations(model, 8, 0)
  },
  'gone for good': function* ({ model, member, n, decide }) {
    const node = validatorOf(model.state, n)
    const owner = nodeAt(model.state, node)?.member ?? member.name
    yield* decide({ kind: 'retire', node })
    yield* confirmations(model, 8, 0)
    yield* decide({ kind: 'expel', member: owner })
  },
  'stood down, and back': function* ({ model, member, n, decide }) {
    const node = validatorOf(model.state, n)
    const owner = nodeAt(model.state, node)?.member ?? member.name
    const by = model.state.members.find(({ name }) => name !== owner)?.agent ?? member.agent
    const standDown = { kind: 'stand down', by, node } as const
    yield standDown
    yield* decide({ kind: 'suspend', member: owner })
    yield standDown
    if (n % 4 === 1) yield* decide({ kind: 'retire', node })
    if (n % 4 !== 2) yield* confirmations(model, 8, 0)
    if (n % 4 === 3) yield* decide({ kind: 'retire', node })
    yield* decide({ kind: 'reinstate', member: owner })
    yield { kind: 'activate', by, node }
    const own = model.state.members.find(({ name }) => name === owner)
    if (own !== undefined) yield { kind: 'sync', by: own.agent, node }
    yield { kind: 'activate', by, node }
    yield* confirmations(model, 8, 0)
  },
  'two suspended with validators': function* ({ model, n, decide }) {
    const nodes = [validatorOf(model.state, n), validatorOf(model.state, n + 1)]
    for (const node of nodes) {
      yield* decide({ kind: 'suspend', member: nodeAt(model.state, node)?.member ?? '' })
    }
    for (const node of nodes) {
      for (const { agent } of model.state.members) yield { kind: 'stand down', by: agent, node }
    }
    yield* confirmations(model, 8, 0)
  },
  'barred with a validator': function* ({ model, member, n }) {
    const node = validatorOf(model.state, n)
    const owner = nodeAt(model.state, node)?.member ?? member.name
    const signed = { about: owner, number: model.state.council.actions + 1, notAfter: model.state.now + 100 }
    yield { kind: 'suspend at once', by: member.agent, action: signedBySome(model, signed, { n, flaw: 'none' }) }
    const by = model.state.members.find(({ name }) => name !== owner)?.agent ?? member.agent
    yield { kind: 'stand down', by, node }
  },
  'settled by decision': function* ({ model, n, decide }) {
    const node = validatorOf(model.state, n)
    yield* decide({ kind: 'retire', node })
    yield* decide({ kind: 'settleChange', node })
  },
} satisfies Record<string, Plot>
