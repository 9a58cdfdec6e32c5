import type { DecisionRule } from '../../consortium/consortium.ts'
import type { DecisionClass } from '../../consortium/decision-class.ts'
import type { Hex } from '../../hex.ts'
import type { GovernedAmendment, GovernedFleet, GovernedNode } from './governance.ts'

/** What the entries so far have made: with it, and a moment, everything is known. */
export interface Ledger {
  readonly members: ReadonlyMap<Hex, Booked>
  readonly nodes: ReadonlyMap<Hex, GovernedNode>
  readonly fleets: ReadonlyMap<string, GovernedFleet>
  readonly change: Hex | null
  readonly rules: ReadonlyMap<DecisionClass, { readonly version: number; readonly rule: DecisionRule }>
  readonly threshold: number
  readonly cadenceSeconds: number
  readonly settings: { readonly signers: number; readonly lapse: number; readonly rest: number }
  readonly actions: number
  readonly running: { readonly organisation: Hex; readonly until: number; readonly number: number } | null
  readonly amendments: readonly GovernedAmendment[]
  readonly code: ReadonlyMap<Hex, Hex>
}

/** A member as it is booked; whether it can act, and who holds its vote, depends on the moment too. */
export interface Booked {
  readonly chamber: number
  readonly status: 'active' | 'suspended' | 'expelled'
  readonly officer: Hex
  readonly agent: Hex
  readonly checkpoint: Hex
  readonly cardHash: Hex
  readonly chosen: { readonly delegatee: Hex; readonly until: number } | undefined
}

export const emptyLedger: Ledger = {
  members: new Map(),
  nodes: new Map(),
  fleets: new Map(),
  change: null,
  rules: new Map(),
  threshold: 0,
  cadenceSeconds: 0,
  settings: { signers: 0, lapse: 0, rest: 0 },
  actions: 0,
  running: null,
  amendments: [],
  code: new Map(),
}

/** The same ledger with one member changed; undefined where it is not known. */
export function withMember(ledger: Ledger, id: Hex, change: (member: Booked) => Partial<Booked>): Ledger | undefined {
  const member = ledger.members.get(id)
  if (member === undefined) return undefined
  return { ...ledger, members: new Map(ledger.members).set(id, { ...member, ...change(member) }) }
}

/** The same ledger with one node in another state; undefined where it is not known. */
export function withNode(ledger: Ledger, id: Hex, state: GovernedNode['state']): Ledger | undefined {
  const node = ledger.nodes.get(id)
  return node === undefined ? undefined : { ...ledger, nodes: new Map(ledger.nodes).set(id, { ...node, state }) }
}

/** The same ledger with one fleet changed; undefined where it is not known. */
export function withFleet(
  ledger: Ledger,
  number: string,
  change: (fleet: GovernedFleet) => Partial<GovernedFleet>,
): Ledger | undefined {
  const fleet = ledger.fleets.get(number)
  if (fleet === undefined) return undefined
  return { ...ledger, fleets: new Map(ledger.fleets).set(number, { ...fleet, ...change(fleet) }) }
}
