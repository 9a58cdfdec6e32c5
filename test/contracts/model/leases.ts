import type { Hex } from '../../../network/hex.ts'
import { actingFor, acts, memberNamed } from './acting.ts'
import type { Law } from './law.ts'
import type { Model } from './model.ts'
import { isValidator, nodeAt } from './nodes.ts'
import type { Lease, State } from './state.ts'

/** The one validator, over all members, that may be down on purpose. */

export interface Taking {
  readonly by: Hex
  readonly node: Hex
  /** Seconds. */
  readonly duration: number
}

export function leaseRuns(state: State, law: Law): boolean {
  const { now, lease } = state
  if (lease === undefined || law.leaseIsOver(now, lease.until)) return false
  return law.endedLeasesStayEnded || acts(state, law, memberNamed(state, lease.member))
}

/** The lease that runs, if one does. */
export function runningLease(state: State, law: Law): Lease | undefined {
  return leaseRuns(state, law) ? state.lease : undefined
}

export function takeRefusals(model: Model, { by, node: address, duration }: Taking): string[] {
  const { state, law } = model
  const agent = actingFor(model, by, 'agent')
  const node = nodeAt(state, address)
  const reasons = agent === undefined ? ['CallerNotAgent'] : []
  if (node?.state !== 'active') reasons.push('UnexpectedNodeState')
  if (node?.member !== agent?.name && law.leasesAreOfOwnNodes) reasons.push('NotItsOwn')
  if (node !== undefined && !isValidator(node) && law.leasesAreOfValidators) reasons.push('NotAValidator')
  if (duration <= 0 || duration > law.longestLease) reasons.push('InvalidLease')
  if (state.change.node !== undefined && law.leasesWaitForChanges) reasons.push('ChangeInFlight')
  const running = runningLease(state, law)
  if (running !== undefined && running.node !== address && law.oneLease) reasons.push('LeaseRuns')
  if (running === undefined && agent !== undefined && isResting(model, agent.name)) reasons.push('LeaseRests')
  return reasons
}

export function take({ state, law }: Model, { node, duration }: Taking): void {
  const { now } = state
  const running = runningLease(state, law)
  const since = running !== undefined && law.renewedLeasesAreOld ? running.since : now
  const until = Math.min(now + duration, since + law.longestLeaseInAll)
  state.lease = { node, member: nodeAt(state, node)?.member ?? '', since, until }
}

export function giveBackRefusals(model: Model, { by, node }: Omit<Taking, 'duration'>): string[] {
  const { state, law } = model
  const agent = actingFor(model, by, 'agent')
  const running = runningLease(state, law)
  const holds = running?.member === agent?.name || !law.leasesAreGivenBackByHolders
  const reasons = agent === undefined ? ['CallerNotAgent'] : []
  return running?.node === node && holds ? reasons : [...reasons, 'NoSuchLease']
}

export function giveBack(state: State): void {
  if (state.lease !== undefined) state.lease.until = state.now
}

/** Who may not act keeps nobody waiting. */
export function endLeaseOf(state: State, law: Law, member: string): void {
  const own = runningLease(state, law)?.member === member
  if (own && law.suspensionEndsLeases && law.endedLeasesStayEnded) giveBack(state)
}

/** Who had the last one lets others come first. */
function isResting({ state, law }: Model, member: string): boolean {
  return state.lease?.member === member && state.now < state.lease.until + law.restOfLeases
}
