import type { Law } from './law.ts'
import type { Model } from './model.ts'
import type { Member, Role, State } from './state.ts'

/** Who may act now, and for whom. */

export function memberNamed(state: Pick<State, 'members'>, name: string | undefined): Member | undefined {
  return state.members.find((member) => member.name === name)
}

/** Whom an emergency action keeps from acting now. */
export function barredNow({ now, council: { running } }: State, law: Law): string | undefined {
  return running !== undefined && !law.hasLapsed(now, running.until) ? running.member : undefined
}

export function acts(state: State, law: Law, member: Member | undefined): boolean {
  return member?.status === 'active' && barredNow(state, law) !== member.name
}

/** A member's status as the contracts say it. */
export function statusNow(state: State, law: Law, member: Member): Member['status'] {
  return member.status === 'active' && !acts(state, law, member) ? 'suspended' : member.status
}

/** Whom a key acts for in a role, while its organisation may act. */
export function actingFor({ state, law }: Model, key: string, role: Role): Member | undefined {
  const found = state.keys[key as `0x${string}`]
  const member = found?.role === role ? memberNamed(state, found.member) : undefined
  return acts(state, law, member) ? member : undefined
}

/** The others of a chamber who can act. */
export function othersOf(state: State, law: Law, { name, chamber }: Member): Member[] {
  const left = (member: Member) => (law.barredAreLeft ? member.status === 'active' : acts(state, law, member))
  return state.members.filter((member) => member.chamber === chamber && member.name !== name && left(member))
}
