import type { Hex } from '../../../network/hex.ts'
import type { Law } from './law.ts'
import { actingFor, memberNamed } from './membership.ts'
import type { Node, State } from './state.ts'

/** Nodes, the validators intended, and the one change of them in flight. */

export function nodeAt(state: State, address: Hex): Node | undefined {
  return state.nodes.find((node) => node.address === address)
}

export function isValidator({ state, duty }: Node): boolean {
  return state === 'active' && duty === 'validator'
}

/** Members that have an active validator. */
export function validating(state: State): string[] {
  return [...new Set(state.nodes.filter(isValidator).map(({ member }) => member))]
}

export function syncRefusals(state: State, by: string, address: Hex): string[] {
  const node = nodeAt(state, address)
  const reasons = node?.state === 'candidate' ? [] : ['UnexpectedNodeState']
  const agent = actingFor(state, by, 'agent')
  if (agent === undefined || agent.name !== node?.member) reasons.push('CallerNotAgent')
  return reasons
}

export function activateRefusals(state: State, law: Law, by: string, address: Hex): string[] {
  const node = nodeAt(state, address)
  const reasons = actingFor(state, by, 'agent') === undefined ? ['CallerNotAgent'] : []
  if (node?.state !== 'synced') reasons.push('UnexpectedNodeState')
  const active = node !== undefined && memberNamed(state, node.member)?.status === 'active'
  if (!active && !law.suspendedNodesActivate) reasons.push('OwnerNotActive')
  if (node?.duty === 'validator' && inFlight(state, law)) reasons.push('ChangeInFlight')
  return reasons
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
  if (!isValidator(node)) return []
  const reasons = state.nodes.filter(isValidator).length <= law.fewestValidators ? ['TooFewValidators'] : []
  if (inFlight(state, law)) reasons.push('ChangeInFlight')
  return reasons
}

export function retire(state: State, law: Law, address: Hex): void {
  const node = nodeAt(state, address)
  if (node === undefined) return
  if (isValidator(node)) startChange(state, law, node, false)
  node.state = 'retired'
}

export function settleRefusals(state: State, address: Hex): string[] {
  return state.change.node === address ? [] : ['NoSuchChange']
}

export function settle(state: State): void {
  const { number, activation, needed, confirmations, concerned } = state.change
  state.change = { number, activation, needed, confirmations, concerned }
}

export function confirmRefusals(state: State, by: string, address: Hex): string[] {
  const { change } = state
  const agent = actingFor(state, by, 'agent')
  const reasons = change.node === address ? [] : ['NoSuchChange']
  if (agent === undefined) return [...reasons, 'CallerNotAgent']
  if (!change.concerned.includes(agent.name)) reasons.push('NotConcerned')
  if (state.confirmed[change.number]?.includes(agent.name)) reasons.push('AlreadyConfirmed')
  return reasons
}

export function confirm(state: State, by: string): void {
  const { change } = state
  const agent = actingFor(state, by, 'agent')
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

function inFlight(state: State, law: Law): boolean {
  return state.change.node !== undefined && law.oneChangeInFlight
}
