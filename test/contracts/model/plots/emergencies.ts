import { carry, delegation, opened, proposing, sync, waitUntil } from '../carrying.ts'
import { actingMembers, nodeOf, picked } from '../choices.ts'
import { type CouncilFlaw, councilFlaws, signedBySome, suspensionFor } from '../emergencies.ts'
import type { Model } from '../model.ts'
import type { Action, Member, Suspension } from '../state.ts'
import type { Step } from '../steps.ts'
import { actionOf } from '../subjects.ts'
import type { Plot, Scene } from './scene.ts'

/** What a few do at once, and what becomes of it. */
export const plotsOfEmergencies = {
  'barred and ratified': function* (scene) {
    const { model, decide, n } = scene
    const about = yield* barred(scene)
    yield* decide({ kind: 'ratify', number: model.state.council.actions + (n % 6 === 5 ? 1 : 0) })
    yield* decide({ kind: 'reinstate', member: about })
  },
  'ratified too late': function* (scene) {
    const { model, member, n, nonce } = scene
    yield* barred(scene)
    const { running, actions } = model.state.council
    const proposal = model.state.proposals.length
    yield proposing(member, { kind: 'ratify', number: actions }, nonce)
    for (const step of carry(model, proposal, { ballots: [] })) {
      if (step.kind === 'execute') yield* waitUntil(model, (running?.until ?? 0) - 1 + (n % 2))
      yield step
    }
  },
  'over by itself': function* (scene) {
    const { model, n } = scene
    const about = yield* barred(scene)
    yield* waitUntil(model, (model.state.council.running?.until ?? 0) - 1 + (n % 3))
    if (n % 2 === 0) yield { kind: 'book the lapse', by: scene.member.agent }
    yield* waitUntil(model, (model.state.council.restsUntil[about] ?? 0) - 1 + (n % 2))
    yield bringing(scene, about)
  },
  'voting while barred': function* (scene) {
    const { model, member, n, nonce } = scene
    const about = picked(others(scene), n) ?? member
    const open = yield* opened(model, member, nonce)
    yield bringing(scene, about.name)
    const vote = { kind: 'vote', by: about.officer, proposal: open, support: 'against' } as const
    yield vote
    yield* waitUntil(model, (model.state.council.running?.until ?? 0) - 1 + (n % 2))
    yield vote
  },
  'barred when the roll is taken': function* (scene) {
    const { model, member, n, nonce } = scene
    const about = picked(others(scene), n) ?? member
    const place = model.state.members.indexOf(about)
    yield delegation(model.state, n % 2 === 0 ? place : scene.place, n % 48)
    yield bringing(scene, about.name)
    const { actions } = model.state.council
    const action: Action = n % 3 === 0 ? { kind: 'setThreshold', value: 2 } : { kind: 'ratify', number: actions }
    yield proposing(member, action, nonce)
    yield* carry(model, model.state.proposals.length - 1, { ballots: n % 4 === 0 ? [] : ['for', 'for', 'none'] })
  },
  'signed by who may not': function* (scene) {
    const { member, n, about, decide } = scene
    const replaced = n % 2 === 0
    yield* decide(replaced ? about('replaceKeys', 'none', 0) : { kind: 'suspend', member: member.name })
    const concerned = picked(others(scene), n)?.name ?? ''
    yield bringing(scene, concerned, replaced ? 'a replaced key signs' : 'a suspended one signs')
  },
  'not as it should be': function* (scene) {
    const { model, n } = scene
    const { length } = councilFlaws
    for (let i = 0; i < 5; i += 1) {
      const flaw = councilFlaws[(n + i * 3) % length] ?? 'none'
      yield bring(scene, suspensionFor(model, { about: n % 44, n: n + i, flaw }))
    }
  },
  'under other settings': function* (scene) {
    const { model, n, decide } = scene
    yield* decide(actionOf(model.state, { action: 'setSettings', which: 48, extra: n, flaw: 'none' }))
    yield* decide(actionOf(model.state, { action: 'setSettings', which: 1, extra: n, flaw: 'none' }))
    yield* barred(scene)
  },
  'brought again': function* (scene) {
    const { model, n } = scene
    yield* barred(scene)
    yield* waitUntil(model, (model.state.council.running?.until ?? 0) + (n % 2 === 0 ? 0 : 1000))
    yield bring(scene, suspensionFor(model, { about: n, n: 0, flaw: 'brought again' }))
  },
  'brought at the last moment': function* (scene) {
    const { model, n } = scene
    const made = suspensionFor(model, { about: n % 44, n, flaw: 'none' })
    yield* waitUntil(model, made.notAfter + (n % 2))
    yield bring(scene, made)
  },
  'two in turn': function* (scene) {
    const { model, n, decide } = scene
    const [first, second] = pairIn(model, n)
    if (first === undefined || second === undefined) return
    yield bringing(scene, first.name)
    if (n % 2 === 0) yield* decide({ kind: 'suspend', member: second.name })
    else yield bringing(scene, second.name)
  },
  'decided while barred': function* (scene) {
    const { model, member, place, n, about, decide } = scene
    yield delegation(model.state, place, n)
    yield bringing(scene, member.name)
    if (n % 3 === 0) yield* decide(about('replaceKeys', 'none', 0))
    else yield* decide({ kind: n % 3 === 1 ? 'suspend' : 'reinstate', member: member.name })
  },
  'barred with a node that waits': function* (scene) {
    const { model, member, n, about, decide } = scene
    yield* decide(about('addNodes', 'none', n % 3))
    yield* sync(model, 0)
    yield bringing(scene, member.name)
    const by = picked(actingMembers(model), n)?.agent ?? member.agent
    yield { kind: 'activate', by, node: nodeOf(model.state, 0, 'synced') }
  },
} satisfies Record<string, Plot>

/** An action that is as it should be, brought; whom it is about. */
function* barred(scene: Scene): Generator<Step, string> {
  const made = suspensionFor(scene.model, { about: scene.n % 44, n: scene.n, flaw: 'none' })
  yield bring(scene, made)
  return made.about
}

/** An action about this member, as it should be. */
function bringing(scene: Scene, about: string, flaw: CouncilFlaw = 'none'): Step {
  const { model, n } = scene
  const signed = { about, number: model.state.council.actions + 1, notAfter: model.state.now + 100 }
  return bring(scene, signedBySome(model, signed, { n, flaw }))
}

function bring({ model, n }: Scene, action: Suspension): Step {
  const by = picked(model.state.members, n)?.agent ?? model.state.members[0]?.agent ?? '0x'
  return { kind: 'suspend at once', by, action }
}

function others({ model, member }: Scene): Member[] {
  return actingMembers(model).filter(({ name }) => name !== member.name)
}

/** Two who can act of one chamber, mostly of one in which they are all. */
function pairIn(model: Model, n: number): Member[] {
  const chambers = model.state.chambers.map((name) => actingMembers(model).filter(({ chamber }) => chamber === name))
  const pair = chambers.find(({ length }) => length === 2) ?? picked(chambers, n) ?? []
  return n % 3 === 0 ? pair.toReversed() : pair
}
