import fc from 'fast-check'
import { type DecisionClass, decisionClasses } from '../../../network/consortium/decision-class.ts'
import type { Hex } from '../../../network/hex.ts'
import { addressOf, keyOf } from '../../fixtures/founders.ts'
import { type CardKind, cardAs, type Flaw, flaws, versionOf } from './cards.ts'
import type { Action, Member, Node, Rule, State, Support } from './state.ts'

/** What an arbitrary history is made of: choices by number, whose meaning depends on what is there when they are played. */

export interface Subject {
  readonly action: Action['kind']
  readonly which: number
  readonly extra: number
  readonly flaw: Flaw
}

/** What single moves seldom come to by chance. */
export const plots = [
  'suspended while a vote is open',
  'delegated before the roll is taken',
  'a key back again',
  'back from suspension',
  'suspended with a node that waits',
  'an expired card',
  'cancelled in the vote',
  'a vote in the last second',
  'down to the fewest',
  'two changes at once',
  'the rule changed meanwhile',
  'gone for good',
  'settled by decision',
  'taken back before the vote',
] as const
export type Plot = (typeof plots)[number]

/** In the order of the voters; all in favour where there are none. */
export type Ballots = readonly (Support | 'none')[]

export type Move =
  | { readonly kind: 'wait'; readonly for: number }
  | { readonly kind: 'wait until'; readonly moment: number; readonly offset: number }
  | { readonly kind: 'propose'; readonly by: number; readonly subjects: readonly Subject[]; readonly after: number }
  | { readonly kind: 'propose again'; readonly by: number; readonly proposal: number }
  | { readonly kind: 'vote'; readonly by: number; readonly proposal: number; readonly support: Support }
  | { readonly kind: 'all vote'; readonly proposal: number; readonly ballots: Ballots }
  | {
      readonly kind: 'queue' | 'execute' | 'cancel'
      readonly by: number
      readonly proposal: number
      readonly swapped: boolean
    }
  | { readonly kind: 'carry'; readonly proposal: number; readonly ballots: Ballots }
  | {
      readonly kind: 'decide'
      readonly by: number
      readonly subject: Subject
      readonly ballots: Ballots
      readonly follow: number
    }
  | { readonly kind: 'delegate'; readonly by: number; readonly to: number; readonly lasts: number }
  | { readonly kind: 'sync' | 'activate' | 'confirm'; readonly by: number; readonly node: number }
  | { readonly kind: 'bring up'; readonly node: number; readonly confirmations: number }
  | { readonly kind: 'plot'; readonly plot: Plot; readonly who: number; readonly n: number }
  | { readonly kind: 'seize'; readonly by: number; readonly subject: Subject }

const number = fc.nat({ max: 63 })
/** The first choice is what a failing history shrinks to. */
const flaw = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Flaw>('none') },
  { weight: 1, arbitrary: fc.constantFrom(...flaws) },
)
/** Those more often that need one another to come to anything. */
const kind = fc.constantFrom<Action['kind'][]>(
  ...(['suspend', 'suspend', 'reinstate', 'reinstate', 'reinstate'] as const),
  ...(['retire', 'retire', 'addNodes', 'addNodes', 'replaceKeys', 'replaceKeys'] as const),
  ...(['admit', 'expel', 'setRule', 'settleChange', 'setThreshold'] as const),
)
const subject = fc.record({ action: kind, which: number, extra: number, flaw })
const support = fc.constantFrom<Support[]>('for', 'against', 'abstain')
const ballot = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Support | 'none'>('for') },
  { weight: 3, arbitrary: fc.constantFrom<(Support | 'none')[]>('against', 'abstain', 'none') },
)
const ballots = fc.array(ballot, { minLength: 8, maxLength: 8 })
const mostlyAll = fc.oneof({ weight: 2, arbitrary: fc.constant<Ballots>([]) }, { weight: 1, arbitrary: ballots })
const swapped = fc.nat({ max: 9 }).map((n) => n === 9)
const of = <Kind extends Move['kind'], Fields>(
  name: Kind,
  fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> },
) => fc.record<{ kind: Kind } & Fields>({ kind: fc.constant(name), ...fields } as never)

export const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 2, arbitrary: of('wait', { for: fc.constantFrom(0, 1, 2, 50, 300, 2000) }) },
  { weight: 7, arbitrary: of('wait until', { moment: number, offset: fc.constantFrom(1, 0, 2) }) },
  {
    weight: 5,
    arbitrary: of('propose', {
      by: number,
      subjects: fc.array(subject, { minLength: 1, maxLength: 2 }),
      after: number,
    }),
  },
  { weight: 1, arbitrary: of('propose again', { by: number, proposal: number }) },
  { weight: 8, arbitrary: of('vote', { by: number, proposal: number, support }) },
  { weight: 4, arbitrary: of('all vote', { proposal: number, ballots }) },
  { weight: 3, arbitrary: of('queue', { by: number, proposal: number, swapped }) },
  { weight: 3, arbitrary: of('execute', { by: number, proposal: number, swapped }) },
  { weight: 2, arbitrary: of('cancel', { by: number, proposal: number, swapped }) },
  { weight: 4, arbitrary: of('carry', { proposal: number, ballots }) },
  { weight: 14, arbitrary: of('decide', { by: number, subject, ballots: mostlyAll, follow: fc.nat({ max: 9 }) }) },
  { weight: 4, arbitrary: of('delegate', { by: number, to: number, lasts: fc.integer({ min: -9, max: 99 }) }) },
  { weight: 1, arbitrary: of('sync', { by: number, node: number }) },
  { weight: 3, arbitrary: of('activate', { by: number, node: number }) },
  { weight: 3, arbitrary: of('confirm', { by: number, node: number }) },
  { weight: 3, arbitrary: of('bring up', { node: number, confirmations: number }) },
  { weight: 9, arbitrary: of('plot', { plot: fc.constantFrom(...plots), who: number, n: number }) },
  { weight: 1, arbitrary: of('seize', { by: number, subject }) },
)

const NEWCOMERS = ['newcomer-a', 'newcomer-b', 'newcomer-c']
const STRANGER = addressOf(keyOf('a stranger')).toLowerCase() as Hex

export function picked<Item>(list: readonly Item[], n: number): Item | undefined {
  return list[n % Math.max(1, list.length)]
}

/** Somebody to act: mostly a holder of the right role, now and then a key that is not, or no longer, or nobody's. */
export function somebody(state: State, role: 'officer' | 'agent', n: number): Hex {
  const right = state.members.map((member) => member[role])
  if (n < 48) return picked(right, n) ?? STRANGER
  return picked([...(Object.keys(state.keys) as Hex[]), STRANGER], n * 7) ?? STRANGER
}

/** Whom a key delegates to: mostly one of its own chamber. */
export function delegateFor({ members, keys }: State, by: Hex, n: number): string {
  const own = members.find(({ name }) => name === keys[by]?.member)
  const inside = members.filter(({ chamber, name }) => chamber === own?.chamber && name !== own.name)
  return picked(n < 48 && inside.length > 0 ? inside : members, n)?.name ?? ''
}

/** A node, mostly one in the state that is asked for, the newest first. */
export function nodeOf({ nodes }: State, n: number, wanted?: Node['state']): Hex {
  const fit = nodes.filter(({ state }) => state === wanted)
  return picked((n < 48 && fit.length > 0 ? fit : nodes).toReversed(), n)?.address ?? STRANGER
}

/** The action that a subject means, as things are. */
export function actionOf(state: State, { action, which, extra, flaw }: Subject): Action {
  switch (action) {
    case 'admit':
    case 'addNodes':
    case 'replaceKeys':
      return { kind: action, card: cardFor(state, { kind: action, which, extra, flaw }) }
    case 'suspend':
    case 'reinstate':
    case 'expel':
      return membershipFor(state, action, which)
    case 'retire':
      return { kind: action, node: nodeOf(state, which) }
    case 'settleChange':
      return { kind: action, node: which < 48 ? (state.change.node ?? STRANGER) : nodeOf(state, which) }
    case 'setRule':
      return { kind: action, class: classFor(state, which), rule: ruleFor(state, which, extra) }
    case 'setThreshold':
      return { kind: action, value: which % 8 }
  }
}

/** Mostly one to whom it can be done, with a liking for those who delegated, or whose node waits. */
function membershipFor(state: State, wanted: 'suspend' | 'reinstate' | 'expel', which: number): Action {
  const { members, nodes } = state
  const suspended = members.filter(({ status }) => status === 'suspended')
  const kind = wanted === 'reinstate' && suspended.length === 0 && which < 48 ? 'suspend' : wanted
  const active = members.filter(({ status }) => status === 'active')
  const waiting = new Set(nodes.filter(({ state: of }) => of === 'synced').map((node) => node.member))
  const concerned = active.filter(({ name, delegate }) => delegate !== name || waiting.has(name))
  const bare = members.filter(({ name }) => nodes.every((node) => node.member !== name || node.state === 'retired'))
  const fit = {
    suspend: which % 2 === 0 && concerned.length > 0 ? concerned : active,
    reinstate: suspended,
    expel: bare,
  }[kind]
  const member = picked(which < 48 && fit.length > 0 ? fit : members, which)
  return { kind, member: member?.name ?? '' }
}

function cardFor(
  state: State,
  { kind, which, extra, flaw }: { kind: CardKind; which: number; extra: number; flaw: Flaw },
) {
  const changed = state.members.filter((one) => versionOf(one, 'officer') + versionOf(one, 'agent') > 0)
  const member = picked(
    kind === 'replaceKeys' && which % 2 === 0 && changed.length > 0 ? changed : state.members,
    which,
  )
  const newcomer = NEWCOMERS.find((name) => state.members.every((known) => known.name !== name))
  const name = (kind === 'admit' && which < 56 ? newcomer : member?.name) ?? ''
  const known = state.members.find((one) => one.name === name)
  const replaced = kind === 'replaceKeys' ? 1 + (extra % 7) : 0
  const version = (role: 'officer' | 'agent' | 'checkpoint', bit: number) =>
    versionFor(known, role, replaced & bit ? extra : undefined)
  return cardAs(state, {
    kind,
    name,
    chamber: known?.chamber ?? picked(state.chambers, which) ?? '',
    officer: version('officer', 1),
    agent: version('agent', 2),
    checkpoint: version('checkpoint', 4),
    nodes: kind === 'replaceKeys' && flaw !== 'shared' ? [] : nodesFor(state, name, extra),
    serial: serialFor(state, known, extra),
    flaw,
  })
}

/** The present key, or the next; now and then the one before, which must not come back. */
function versionFor(
  member: Member | undefined,
  role: 'officer' | 'agent' | 'checkpoint',
  n: number | undefined,
): number {
  const present = member === undefined ? 0 : versionOf(member, role)
  if (n === undefined) return present
  return n % 4 === 3 && present > 0 ? present - 1 : present + 1
}

/** Mostly later than the last card, now and then just as late. */
function serialFor({ founded }: State, member: Member | undefined, n: number): number {
  const last = member === undefined ? 0 : Math.max(0, member.issuedAt - founded)
  return n % 8 === 7 ? last : last + 1
}

function nodesFor(state: State, name: string, n: number) {
  const own = state.nodes.filter(({ member }) => member === name).length
  const taken = n >= 58 && own > 0
  const duty = n % 4 === 3 ? ('observer' as const) : ('validator' as const)
  const first = {
    name: taken ? `${name}-${own}` : `${name}-${own + 1}`,
    duty,
    key: taken && n % 2 === 0 ? own : own + 1,
  }
  return n % 5 === 4 ? [first, { name: `${name}-${own + 2}`, duty: 'observer' as const, key: own + 2 }] : [first]
}

const PRESETS = [
  { quorum: 5000, majority: 5000, veto: false },
  { quorum: 6667, majority: 6000, veto: true },
  { quorum: 0, majority: 5000, veto: false },
  { quorum: 10_000, majority: 9999, veto: false },
  { quorum: 3334, majority: 6667, veto: false },
]

/** Mostly the class of a proposal that is still open: its own rule must not change. */
function classFor({ proposals }: State, which: number): DecisionClass {
  const open = proposals.filter(({ executed, cancelled }) => !executed && !cancelled).map((proposal) => proposal.class)
  return picked(which % 2 === 0 && open.length > 0 ? open : decisionClasses, which) ?? 'admission'
}

export function ruleFor(state: State, which: number, extra: number): Rule {
  const count = state.chambers.length
  const unsound = which >= 56
  const chambers = state.chambers.map(
    (_, i) => PRESETS[(extra + i) % PRESETS.length] ?? { quorum: 0, majority: 5000, veto: false },
  )
  return {
    votingDelay: [0, 60, 1][extra % 3] ?? 0,
    votingPeriod: unsound && extra % 3 === 0 ? 0 : 400,
    timelock: [120, 0][extra % 2] ?? 0,
    grace: 1000,
    chambersNeeded: unsound && extra % 3 === 1 ? count + 1 : 1 + (extra % count),
    chambers: unsound && extra % 3 === 2 ? chambers.slice(1) : chambers,
  }
}
