import type { ChainAction } from './action.ts'
import type { NodeFacts } from './node-facts.ts'
import { type Registry, seatOf } from './registry.ts'

export interface ConfirmationView {
  readonly member: string
  readonly registry: Registry
  /** Own nodes that answer and whose head is fresh. */
  readonly nodes: readonly NodeFacts[]
}

/** What own nodes see done: the chain's validators are the registry's. All of them have to see it. */
export function confirmation({ member, registry, nodes }: ConfirmationView): ConfirmChange[] {
  const { change } = registry
  if (change === undefined || change.confirmed || !mayConfirm(member, registry)) return []
  if (seatOf(registry, member) === undefined || nodes.length === 0) return []
  if (!nodes.every((facts) => sameSet(facts.validators, registry.validators))) return []
  return [{ kind: 'confirm-change', address: change.node, number: change.number }]
}

export type ConfirmChange = Extract<ChainAction, { kind: 'confirm-change' }>

/** As `NodeRegistry.confirmChange`: members that had an active validator before the change. */
function mayConfirm(member: string, { change, members }: Registry): boolean {
  const own = members.find(({ name }) => name === member)?.nodes ?? []
  const active = own.filter(({ duty, state }) => duty === 'validator' && state === 'active').length
  if (!own.some(({ address }) => address === change?.node)) return active > 0
  return change?.activation === true ? active > 1 : true
}

export function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((entry) => other.includes(entry))
}
