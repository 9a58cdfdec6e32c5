import type { Hex } from '../../../network/hex.ts'
import { acts, barredNow } from './acting.ts'
import { STRANGER } from './keyring.ts'
import type { Model } from './model.ts'
import { isValidator } from './nodes.ts'
import type { Member, Node, State } from './state.ts'

/** Who and what the numbers of a move mean: mostly what fits, now and then anything. */

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

export function validatorOf(state: State, n: number): Hex {
  return picked(state.nodes.filter(isValidator), n)?.address ?? nodeOf(state, n)
}

export function actingMembers({ state, law }: Model): Member[] {
  return state.members.filter((member) => acts(state, law, member))
}

/** Whom an emergency action is about: mostly one who acts and is not the last of its chamber. */
export function concernedBy({ state, law }: Model, n: number): Member | undefined {
  const barred = barredNow(state, law)
  const fit = actingMembers({ state, law }).filter((member) => {
    const chamber = state.members.filter((one) => one.chamber === member.chamber && acts(state, law, one))
    return chamber.length > 1
  })
  const again = n >= 44 ? state.members.filter(({ name }) => name === barred) : []
  return picked(again.length > 0 ? again : n < 52 && fit.length > 0 ? fit : state.members, n)
}
