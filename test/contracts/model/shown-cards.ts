import { type CardKind, cardAs, type Flaw } from './cards.ts'
import { picked } from './choices.ts'
import { versionOf } from './keyring.ts'
import type { Member, Role, ShownCard, State } from './state.ts'

const NEWCOMERS = ['newcomer-a', 'newcomer-b', 'newcomer-c']

interface CardWish {
  readonly kind: CardKind
  readonly which: number
  readonly extra: number
  readonly flaw: Flaw
}

/** The card that a subject means, as things are. */
export function cardFor(state: State, { kind, which, extra, flaw }: CardWish): ShownCard {
  const changed = state.members.filter((one) => versionOf(one, 'officer') + versionOf(one, 'agent') > 0)
  const member = picked(
    kind === 'replaceKeys' && which % 2 === 0 && changed.length > 0 ? changed : state.members,
    which,
  )
  const newcomer = NEWCOMERS.find((name) => state.members.every((known) => known.name !== name))
  const name = (kind === 'admit' && which < 56 ? newcomer : member?.name) ?? ''
  const known = state.members.find((one) => one.name === name)
  const replaced = kind === 'replaceKeys' ? 1 + (extra % 7) : 0
  const version = (role: Role, bit: number) => versionFor(known, role, replaced & bit ? extra : undefined)
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
function versionFor(member: Member | undefined, role: Role, n: number | undefined): number {
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
