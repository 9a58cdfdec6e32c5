import type { Action } from './action.ts'
import { decodeCall } from './decode.ts'
import { subjectOf } from './subject.ts'

interface Seated {
  readonly name: string
  readonly chamber: string
  readonly status: string
  readonly nodes: readonly { readonly address: string }[]
}

/**
 * The chamber that has to be among those that pass a proposal: that of the member whose keys it replaces. Undefined where any
 * will do, as where nobody else is in it, suspended ones counted. As of now; the governor took it down when the proposal was made.
 */
export function ownChamberOf(actions: readonly Action[], members: readonly Seated[]): string | undefined {
  const [action] = actions
  if (action === undefined || decodeCall(action).call !== 'replaceKeys') return undefined
  const about = subjectOf(action, members)
  const chamber = members.find(({ name }) => name === about)?.chamber
  const there = members.filter((member) => member.chamber === chamber && member.status !== 'expelled')
  return there.length > 1 ? chamber : undefined
}
