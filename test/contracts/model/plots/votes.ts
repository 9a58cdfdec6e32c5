import { ballots, carry, delegation, opened, proposing, waitUntil } from '../carrying.ts'
import { onPaper, paperFlaws } from '../papers.ts'
import { endOf } from '../polls.ts'
import { ruleFor, strictest } from '../rules.ts'
import type { Support } from '../state.ts'
import type { Plot, Scene } from './scene.ts'

/** What happens around a vote. */
export const plotsOfVotes = {
  'suspended while a vote is open': function* ({ model, member, n, nonce, decide }) {
    const open = yield* opened(model, member, nonce)
    yield* decide({ kind: 'suspend', member: member.name })
    const vote = { proposal: open, support: 'against' } as const
    if (n % 2 === 0) yield { kind: 'vote', by: member.officer, ...vote }
    else yield onPaper(model, { voter: member.officer, ...vote, flaw: 'none', n })
  },
  'delegated before the roll is taken': function* (scene) {
    const { model, place, n } = scene
    yield onThreshold(scene)
    yield* waitUntil(model, model.state.now + 1)
    // Some of them end at the very second of the roll, or one before or after it.
    yield delegation(model.state, place, n % 48, n % 2 === 0 ? 0 : 57 + (n % 3))
    yield* carry(model, model.state.proposals.length - 1, { ballots: ['for', 'against', 'for'] })
  },
  'cancelled in the vote': function* ({ model, member, nonce }) {
    yield { kind: 'cancel', by: member.officer, proposal: yield* opened(model, member, nonce), swapped: false }
  },
  'a vote in the last second': function* ({ model, member, nonce }) {
    const open = yield* opened(model, member, nonce)
    yield* waitUntil(model, model.state.proposals[open]?.deadline ?? 0)
    yield { kind: 'vote', by: member.officer, proposal: open, support: 'for' }
  },
  'one chamber late, the others silent': function* ({ model, member, nonce }) {
    const open = yield* opened(model, member, nonce)
    yield* waitUntil(model, model.state.proposals[open]?.deadline ?? 0)
    const active = model.state.members.filter(({ status }) => status === 'active')
    yield* ballots(
      model,
      open,
      active.map(({ chamber }) => (chamber === member.chamber ? 'for' : 'none')),
    )
  },
  'let pass late, answered, and let pass again': function* ({ model, member, n, nonce }) {
    const open = yield* opened(model, member, nonce)
    const active = model.state.members.filter(({ status }) => status === 'active')
    const [early = '', late = '', last = ''] = rotated(model.state.chambers, n)
    const once = (given: (chamber: string, place: number) => Support | 'none') =>
      ballots(
        model,
        open,
        active.map(({ chamber, name }) => {
          return given(
            chamber,
            active.filter((one) => one.chamber === chamber).findIndex((one) => one.name === name),
          )
        }),
      )
    yield* once((chamber) => (chamber === early ? 'for' : 'none'))
    yield* waitUntil(model, model.state.proposals[open]?.deadline ?? 0)
    yield* once((chamber, place) => (chamber !== late ? 'none' : place === 0 ? 'for' : 'against'))
    yield* waitUntil(model, endOf(model.state.proposals[open] ?? { deadline: 0 }))
    yield* once((chamber) => (chamber === last ? 'for' : 'none'))
    yield* carry(model, open, { ballots: ['none'] })
  },
  'the rule of keys, by some chambers': function* ({ model, member, n, nonce }) {
    const index = model.state.proposals.length
    yield proposing(member, { kind: 'setRule', class: 'keys', rule: ruleFor(model.state, 0, n) }, nonce)
    const active = model.state.members.filter(({ status }) => status === 'active')
    yield* carry(model, index, {
      ballots: active.map(({ chamber }) => (n % 2 === 0 && chamber === member.chamber ? 'none' : 'for')),
    })
  },
  'taken back before the vote': function* (scene) {
    yield onThreshold(scene)
    const proposal = scene.model.state.proposals.length - 1
    yield { kind: 'cancel', by: scene.member.officer, proposal, swapped: false }
  },
  'the rule changed meanwhile': function* ({ model, member, n, nonce, decide }) {
    const open = yield* opened(model, member, nonce)
    const of = model.state.proposals[open]?.class ?? 'nodes'
    yield* ballots(model, open, n % 2 === 0 ? ['for', 'for', 'none'] : ['for', 'for', 'against', 'none', 'abstain'])
    const rule = n % 2 === 0 ? strictest(model.state) : ruleFor(model.state, 0, n)
    yield* decide({ kind: 'setRule', class: of, rule })
  },
  'papers that do not hold, and one that does': function* ({ model, member, n, nonce }) {
    const proposal = yield* opened(model, member, nonce)
    const paper = { voter: member.officer, proposal, support: 'for' } as const
    for (const [i, flaw] of paperFlaws.slice(1).entries()) {
      if (flaw !== 'shown again') yield onPaper(model, { ...paper, flaw, n: n + i })
    }
    yield onPaper(model, { ...paper, flaw: 'none', n })
    yield onPaper(model, { ...paper, flaw: 'shown again', n: n + 1 })
  },
  'late to be queued': function* ({ model, member, n, nonce, about }) {
    const index = model.state.proposals.length
    yield proposing(member, about('retire'), nonce)
    yield* waitUntil(model, (model.state.proposals[index]?.snapshot ?? 0) + 1)
    yield* ballots(model, index, [])
    const made = model.state.proposals[index]
    yield* waitUntil(model, (made?.deadline ?? 0) + (made?.rule.grace ?? 0) - 1 + (n % 3))
    yield { kind: 'queue', by: member.agent, proposal: index, swapped: false }
    const queued = model.state.proposals[index]
    yield* waitUntil(model, (queued?.eta ?? 0) + (queued?.rule.grace ?? 0) + (n % 2))
    yield { kind: 'execute', by: member.agent, proposal: index, swapped: false }
  },
  'a paper of a key replaced meanwhile': function* ({ model, member, n, nonce, about, decide }) {
    const { officer } = member
    const proposal = yield* opened(model, member, nonce)
    yield* decide(about('replaceKeys', 'none', 0))
    yield onPaper(model, { voter: officer, proposal, support: 'against', flaw: 'none', n })
  },
} satisfies Record<string, Plot>

function rotated(chambers: readonly string[], n: number): readonly string[] {
  const by = n % chambers.length
  return [...chambers.slice(by), ...chambers.slice(0, by)]
}

function onThreshold({ member, n, nonce }: Scene) {
  return proposing(member, { kind: 'setThreshold', value: 1 + (n % 4) }, nonce)
}
