import type { Amendment } from '../amendments/amendment.ts'
import type { Hex } from '../hex.ts'

/** What the contracts say, as the newest block of one's own node leaves them. Addresses are in lower case. */
export interface Registry {
  /** The block that was read. */
  readonly block: number
  /** Its time, Unix seconds. */
  readonly time: number
  /** In order of admission. */
  readonly members: readonly RegisteredMember[]
  /** Who should validate: `NodeRegistry.validators()`. */
  readonly validators: readonly Hex[]
  readonly change: ChangeInFlight | undefined
  /** What the emergency council did last, until it is booked as ratified or over. */
  readonly emergency: { readonly member: string; readonly number: number; readonly until: number } | undefined
  /** Who has a validator down on purpose. */
  readonly lease: MaintenanceLease | undefined
  /** In the order of decision. */
  readonly amendments: readonly Amendment[]
}

export interface MaintenanceLease {
  readonly node: Hex
  readonly member: string
  /** Unix seconds. */
  readonly since: number
  readonly until: number
}

export interface RegisteredMember {
  readonly name: string
  readonly status: 'candidate' | 'active' | 'suspended' | 'expelled'
  readonly officer: Hex
  readonly agent: Hex
  readonly nodes: readonly RegisteredNode[]
}

export interface RegisteredNode {
  readonly name: string
  readonly duty: 'validator' | 'observer'
  readonly state: 'unknown' | 'candidate' | 'synced' | 'active' | 'retired'
  readonly address: Hex
  readonly publicKey: Hex
}

export interface ChangeInFlight {
  readonly node: Hex
  readonly activation: boolean
  readonly number: number
  /** Whether this agent's member has said that it is done. */
  readonly confirmed: boolean
}

/** Every node ever decided on, with its member's name. */
export function registeredNodes({ members }: Pick<Registry, 'members'>) {
  return members.flatMap(({ name: member, nodes }) => nodes.map((node) => ({ ...node, member })))
}

/** A member's place among the active ones, and how many these are; undefined where it is not active. */
export function seatOf({ members }: Pick<Registry, 'members'>, member: string) {
  const active = members.filter(({ status }) => status === 'active').map(({ name }) => name)
  const index = active.indexOf(member)
  return index < 0 ? undefined : { index, count: active.length }
}
