import type { Hex } from '../../../network/hex.ts'
import { actingFor, acts, barredNow, memberNamed } from './acting.ts'
import type { Law } from './law.ts'
import { leaseRuns } from './leases.ts'
import type { Model } from './model.ts'
import { isValidator, nodeAt, validating } from './nodes.ts'
import type { Node, State } from './state.ts'

/** The validators intended, and the one change of them in flight. */

export function syncRefusals(model: Model, by: string, address: Hex): string[] {
  const node = nodeAt(model.state, address)
  const reasons = node?.state === 'candidate' ? [] : ['UnexpectedNodeState']
  const agent = actingFor(model, by, 'agent')
  if (agent === undefined || agent.name !== node?.member) reasons.push('CallerNotAgent')
  return reasons
}

export function activateRefusals({ state, law }: Model, by: string, address: Hex): string[] {
  const node = nodeAt(state, address)
  const reasons = actingFor({ state, law }, by, 'agent') === undefined ? ['CallerNotAgent'] : []
  if (node?.state !== 'synced') reasons.push('UnexpectedNodeState')
  const active = node !== undefined && acts(state, law, memberNamed(state, node.member))
  if (!active && !law.suspendedNodesActivate) reasons.push('OwnerNotActive')
  return node?.duty === 'validator' ? [...reasons, ...changeRefusals(state, law)] : reasons
}

export function activate(state: State, law: Law, address: Hex): void {
  const node = nodeAt(state, address)
  if (node === undefined) return
  if (node.duty === 'validator') startChange(state, law, node, true)
  node.state = 'active'
}

export function retireRefusals(state: State, law: Law, address: Hex): string[] {
  const node = nodeAt(state, address)
  if (node === undefined || node.state === 'retired') return ['UnexpectedNodeState']
  if (!isValidator(node)) {
    return state.change.node === address && law.retiringWaitsForStandingDown ? ['ChangeInFlight'] : []
  }
  const reasons = state.nodes.filter(isValidator).length <= law.fewestValidators ? ['TooFewValidators'] : []
  return [...reasons, ...changeRefusals(state, law)]
}

export function retire(state: State, law: Law, address: Hex): void {
  const node = nodeAt(state, address)
  if (node === undefined) return
  if (isValidator(node)) startChange(state, law, node, false)
  node.state = 'retired'
}

export function standDownRefusals({ state, law }: Model, by: string, address: Hex): string[] {
  const node = nodeAt(state, address)
  const reasons = actingFor({ state, law }, by, 'agent') === undefined ? ['CallerNotAgent'] : []
  if (node?.state !== 'active') reasons.push('UnexpectedNodeState')
  if (node?.duty !== 'validator') reasons.push('NotAValidator')
  const suspended = memberNamed(state, node?.member)?.status === 'suspended'
  const barred = law.barredStandDown && node?.member === barredNow(state, law)
  if (law.stoodDownAreSuspended && !suspended && !barred) reasons.push('OwnerNotSuspended')
  if (state.nodes.filter(isValidator).length <= law.fewestValidators) reasons.push('TooFewValidators')
  const left = state.nodes.filter((one) => isValidator(one) && one.address !== address).map(({ member }) => member)
  const able = [...new Set(left)].filter((name) => acts(state, law, memberNamed(state, name)))
  const enough = able.length >= law.confirmationsNeeded(validating(state).length)
  if (!enough && law.standingDownWaitsForConfirmers) reasons.push('TooFewToConfirm')
  return [...reasons, ...changeRefusals(state, law)]
}

export function standDown(state: State, law: Law, address: Hex): void {
  const node = nodeAt(state, address)
  if (node === undefined) return
  startChange(state, law, node, false)
  node.state = law.stoodDownComeBack ? 'candidate' : 'retired'
}

export function settleRefusals(state: State, address: Hex): string[] {
  return state.change.node === address ? [] : ['NoSuchChange']
}

export function settle(state: State): void {
  const { number, activation, needed, confirmations, concerned } = state.change
  state.change = { number, activation, needed, confirmations, concerned }
}

export function confirmRefusals(model: Model, by: string, address: Hex): string[] {
  const { state } = model
  const { change } = state
  const agent = actingFor(model, by, 'agent')
  const reasons = change.node === address ? [] : ['NoSuchChange']
  if (agent === undefined) return [...reasons, 'CallerNotAgent']
  if (!change.concerned.includes(agent.name)) reasons.push('NotConcerned')
  if (state.confirmed[change.number]?.includes(agent.name)) reasons.push('AlreadyConfirmed')
  return reasons
}

export function confirm(model: Model, by: string): void {
  const { state } = model
  const { change } = state
  const agent = actingFor(model, by, 'agent')
  if (agent === undefined) return
  state.confirmed[change.number] = [...(state.confirmed[change.number] ?? []), agent.name]
  change.confirmations += 1
  if (change.confirmations >= change.needed) settle(state)
}

function startChange(state: State, law: Law, node: Node, activation: boolean): void {
  const before = validating(state)
  const own = state.nodes.filter((other) => isValidator(other) && other.member === node.member).length
  const leaves = !activation && own === 1 && !law.leaverConfirms
  const concerned = before.filter((member) => !(leaves && member === node.member))
  const needed = law.confirmationsNeeded(before.length)
  state.change = {
    number: state.change.number + 1,
    node: node.address,
    activation,
    needed,
    confirmations: 0,
    concerned,
  }
  if (needed === 0) settle(state)
}

/** One change at a time, and none while a validator is down on purpose. */
function changeRefusals(state: State, law: Law): string[] {
  const reasons = state.change.node !== undefined && law.oneChangeInFlight ? ['ChangeInFlight'] : []
  if (leaseRuns(state, law) && law.changesWaitForLeases) reasons.push('LeaseRuns')
  return reasons
}
