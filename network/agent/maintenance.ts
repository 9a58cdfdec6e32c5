import { mayRest } from '../besu/quorum.ts'
import type { ChainAction, Finding } from './action.ts'
import type { HeadState } from './head-seen.ts'
import { liveValidators, type NodeFacts, validatorsAtWork } from './node-facts.ts'
import { notAmended, leaseLong, restHeld } from './maintenance-findings.ts'
import { LEASE_SECONDS, partOf } from './part.ts'
import { type RegisteredNode, type Registry, seatOf } from './registry.ts'

/**
 * How an own node was made, held against what is decided. Current: from all of it. Behind: from what stood before.
 * Outdated: its platform has been told other things since, and it still runs from those before. Unwritten: other hands
 * write what it is made from, and have not written what was decided. Unfit: something of it is more than its release
 * knows. Other: from something else, such as options that were changed since. Unknown: nobody can tell.
 */
export type Made = 'current' | 'behind' | 'outdated' | 'unwritten' | 'unfit' | 'other' | 'unknown'

export interface MaintenanceView {
  readonly member: string
  readonly registry: Registry
  /** Unix seconds. */
  readonly now: number
  /** Own nodes of this network that answer. */
  readonly nodes: readonly NodeFacts[]
  head(facts: NodeFacts): HeadState
  readonly made: ReadonlyMap<string, Made>
  /** Own nodes that do not run. */
  readonly down: ReadonlySet<string>
  /** Own nodes that this agent is stopping and starting now. */
  readonly remaking: ReadonlySet<string>
}

export interface Maintenance {
  readonly chainActions: readonly ChainAction[]
  /** Nodes to be made anew, one at most. */
  readonly remakes: readonly string[]
  readonly findings: readonly Finding[]
}

/** Renewed when fewer seconds are left. */
const RENEW = 180

/**
 * What brings own nodes to what was decided for all: one at a time, observers first, and a validator that takes part only
 * under the maintenance lease and only while the others are a quorum without it. What it decides follows from what is
 * seen, so an agent that was killed goes on from wherever it was.
 */
export function maintenance(view: MaintenanceView): Maintenance {
  const { chainActions, remakes, held } = nextOf(view)
  return { chainActions, remakes, findings: [...findingsOf(view), ...(held === undefined ? [] : [held])] }
}

interface Next {
  readonly chainActions: readonly ChainAction[]
  readonly remakes: readonly string[]
  readonly held?: Finding | undefined
}

const NOTHING: Next = { chainActions: [], remakes: [] }

function nextOf(view: MaintenanceView): Next {
  const { registry, member, remaking } = view
  const leased = registry.lease?.member === member ? ownNode(view, registry.lease.node) : undefined
  if (remaking.size > 0) return leased === undefined ? NOTHING : renewed(view, leased)
  const idle = view.nodes.find((facts) => isBehind(view, facts) && !takesPart(view, facts))
  if (idle !== undefined) return { chainActions: [], remakes: [idle.node] }
  if (leased !== undefined) return underLease(view, leased)
  const next = view.nodes.find((facts) => isBehind(view, facts))
  if (next === undefined || seatOf(registry, member) === undefined) return NOTHING
  if (registry.lease !== undefined || registry.change !== undefined) return NOTHING
  return unlessTooFew(next, { chainActions: [take(next.address, next.node)], remakes: [] })
}

/** The lease is this member's: its node is down for it, still to be made anew, or back. */
function underLease(view: MaintenanceView, { name, address }: RegisteredNode): Next {
  const facts = view.nodes.find((one) => one.address === address)
  if (facts === undefined) return NOTHING
  if (isBehind(view, facts)) return unlessTooFew(facts, { chainActions: [], remakes: [name] })
  const enough = mayRest({ validators: facts.validators.length, live: liveValidators(facts).length + 1 }).may
  if (!view.head(facts).atHead || facts.syncing || !enough) return renewed(view, { name, address })
  return { chainActions: [{ kind: 'return-lease', address, name }], remakes: [] }
}

function unlessTooFew(facts: NodeFacts, next: Next): Next {
  const { may, says } = mayRest({ validators: facts.validators.length, live: validatorsAtWork(facts).length })
  return may ? next : { ...NOTHING, held: restHeld(facts.node, says) }
}

function renewed({ registry }: MaintenanceView, { name, address }: Pick<RegisteredNode, 'name' | 'address'>): Next {
  const left = (registry.lease?.until ?? 0) - registry.time
  return left > RENEW ? NOTHING : { chainActions: [take(address, name)], remakes: [] }
}

function take(address: RegisteredNode['address'], name: string): ChainAction {
  return { kind: 'take-lease', address, name, seconds: LEASE_SECONDS }
}

function takesPart(view: MaintenanceView, facts: NodeFacts): boolean {
  return partOf(facts, view.head(facts)) !== 'idle'
}

function isBehind({ made }: MaintenanceView, { node }: NodeFacts): boolean {
  const how = made.get(node)
  return how === 'behind' || how === 'outdated'
}

function ownNode({ registry, member }: MaintenanceView, address: string): RegisteredNode | undefined {
  return registry.members.find(({ name }) => name === member)?.nodes.find((node) => node.address === address)
}

function findingsOf(view: MaintenanceView): Finding[] {
  return [...view.nodes.flatMap(({ node }) => notAmended(node, view.made.get(node), view)), ...leaseLong(view)]
}
