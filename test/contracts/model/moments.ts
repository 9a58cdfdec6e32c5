import { picked } from './choices.ts'
import { endOf } from './polls.ts'
import type { Proposal, State } from './state.ts'

/** A moment to come at which something changes by itself, to be met to the second. */
export function momentOf(state: State, n: number): number {
  const { council, lease, amendments, members } = state
  const moments = [
    ...state.proposals.flatMap(momentsOf),
    ...members.flatMap(({ name, delegatedUntil }) => [delegatedUntil, council.restsUntil[name] ?? 0]),
    ...(council.running === undefined ? [] : [council.running.until]),
    ...(lease === undefined ? [] : [lease.until, lease.until + 90]),
    ...amendments.map(({ beginsAt }) => beginsAt),
  ]
  const coming = [...new Set(moments.filter((moment) => moment > state.now))].sort((a, b) => a - b)
  return picked(coming.slice(0, 4), n) ?? state.now
}

function momentsOf(proposal: Proposal): number[] {
  const { snapshot, eta, rule } = proposal
  const end = endOf(proposal)
  const late = end - Math.floor(rule.votingPeriod / 4)
  const queued = eta === undefined ? [] : [eta, eta + rule.grace + 1]
  return [snapshot + 1, late, end + 1, end + rule.grace + 1, ...queued]
}
