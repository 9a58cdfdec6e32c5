import { ballots, carry, delegation, proposing, sync, waitUntil } from '../carrying.ts'
import { nodeOf } from '../choices.ts'
import type { Model } from '../model.ts'
import { actionOf } from '../subjects.ts'
import type { Plot } from './scene.ts'

/** Members that change while something of theirs is under way. */
export const plotsOfMembers = {
  'a key back again': function* ({ about, decide }) {
    yield* decide(about('replaceKeys', 'none', 0))
    yield* decide(about('replaceKeys', 'none', 35))
  },
  'new keys that only other chambers give': function* ({ model, member, n, nonce, about }) {
    const proposal = model.state.proposals.length
    yield proposing(member, about('replaceKeys', 'none', 0), nonce)
    const others = model.state.members.filter(({ status }) => status === 'active')
    const own = n % 2 === 0 ? 'none' : 'against'
    yield* carry(model, proposal, { ballots: others.map(({ chamber }) => (chamber === member.chamber ? own : 'for')) })
  },
  'new keys while the others of its chamber are suspended': function* ({ model, member, nonce, about, decide }) {
    const others = model.state.members.filter((one) => one.chamber === member.chamber && one.name !== member.name)
    for (const { name } of others) yield* decide({ kind: 'suspend', member: name })
    const proposal = model.state.proposals.length
    yield proposing(member, about('replaceKeys', 'none', 0), nonce)
    const active = model.state.members.filter(({ status }) => status === 'active')
    yield* carry(model, proposal, {
      ballots: active.map(({ chamber }) => (chamber === member.chamber ? 'none' : 'for')),
    })
  },
  'new keys whose own chamber comes late': function* ({ model, member, nonce, about }) {
    const proposal = model.state.proposals.length
    yield proposing(member, about('replaceKeys', 'none', 0), nonce)
    const made = model.state.proposals[proposal]
    yield* waitUntil(model, (made?.snapshot ?? 0) + 1)
    const others = model.state.members.filter(({ status }) => status === 'active')
    yield* ballots(
      model,
      proposal,
      others.map(({ chamber }) => (chamber === member.chamber ? 'none' : 'for')),
    )
    yield* waitUntil(model, made?.deadline ?? 0)
    yield* ballots(
      model,
      proposal,
      others.map(({ chamber }) => (chamber === member.chamber ? 'for' : 'none')),
    )
    yield* carry(model, proposal, { ballots: ['none'] })
  },
  'a vote that was given away, and new keys': function* ({ model, place, n, about, decide }) {
    yield delegation(model.state, place, n % 48, n % 2 === 0 ? 0 : 10_000)
    yield* decide(about('replaceKeys', 'none', n % 4))
    yield* decide({ kind: 'setThreshold', value: 2 })
  },
  'back from suspension': function* ({ model, member, place, n, decide }) {
    yield delegation(model.state, place, n % 48)
    yield* decide({ kind: 'suspend', member: member.name })
    yield* decide({ kind: 'reinstate', member: member.name })
  },
  'suspended with a node that waits': function* ({ model, member, n, about, decide }) {
    yield* decide(about('addNodes', 'none', n % 3))
    yield* sync(model, 0)
    yield* decide({ kind: 'suspend', member: ownerOfWaiting(model) ?? member.name })
    yield { kind: 'activate', by: member.agent, node: nodeOf(model.state, 0, 'synced') }
  },
  'an expired card': function* ({ n, about, decide }) {
    yield* decide(about(n % 2 === 0 ? 'addNodes' : 'replaceKeys', 'expired', n % 3))
  },
  'a card of another chamber': function* ({ n, about, decide }) {
    yield* decide(about(n % 2 === 0 ? 'addNodes' : 'replaceKeys', 'chamber', n % 3))
  },
  'keys of two members at once': function* ({ model, member, place, nonce, about }) {
    const other = actionOf(model.state, { action: 'replaceKeys', which: place + 1, extra: 0, flaw: 'none' })
    const actions = [about('replaceKeys', 'none', 0), other]
    yield { kind: 'propose', by: member.officer, actions, description: nonce() }
  },
  'a card no newer than the last': function* ({ n, about, decide }) {
    yield* decide(about('replaceKeys', 'none', 0))
    yield* decide(about(n % 2 === 0 ? 'addNodes' : 'replaceKeys', 'none', 7))
  },
} satisfies Record<string, Plot>

function ownerOfWaiting({ state }: Model): string | undefined {
  return state.nodes.find((node) => node.state === 'synced')?.member
}
