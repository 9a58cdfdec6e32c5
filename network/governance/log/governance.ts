import type { DecisionRule } from '../../consortium/consortium.ts'
import type { DecisionClass } from '../../consortium/decision-class.ts'
import type { Hex } from '../../hex.ts'

/**
 * How a network is governed at one moment: all that the governance log decides, and nothing else. The log gives it by
 * `replay`, the contracts by what they answer; of one block both are equal. Addresses and hashes are in lower case.
 */
export interface Governance {
  /** By name. */
  readonly members: Readonly<Record<string, GovernedMember>>
  /** By address. */
  readonly nodes: Readonly<Record<Hex, GovernedNode>>
  /** By number. */
  readonly fleets: Readonly<Record<string, GovernedFleet>>
  /** Intended validators, sorted. */
  readonly validators: readonly Hex[]
  /** The node whose change is in flight. */
  readonly change: Hex | null
  readonly rules: Readonly<Partial<Record<DecisionClass, { readonly version: number; readonly rule: DecisionRule }>>>
  readonly checkpoints: { readonly threshold: number; readonly cadenceSeconds: number }
  readonly emergency: {
    readonly signers: number
    readonly lapseSeconds: number
    readonly restSeconds: number
    /** How many actions there were. */
    readonly actions: number
    /** What runs, or is over and not booked. */
    readonly running: { readonly member: string; readonly until: number; readonly number: number } | null
  }
  readonly amendments: readonly GovernedAmendment[]
  /** The code behind each contract, by the contract's name. */
  readonly code: Readonly<Record<string, Hex>>
}

export interface GovernedMember {
  readonly chamber: string
  readonly status: 'active' | 'suspended' | 'expelled'
  readonly officer: Hex
  readonly agent: Hex
  readonly checkpoint: Hex
  readonly cardHash: Hex
  /** Who holds its vote. */
  readonly delegate: string
  /** Unix seconds; 0 where it holds it itself, or gave it for good. */
  readonly delegatedUntil: number
}

export interface GovernedNode {
  readonly member: string
  readonly name: string
  readonly duty: 'validator' | 'observer'
  readonly state: 'candidate' | 'synced' | 'active' | 'retired'
  readonly publicKey: Hex
}

export interface GovernedAmendment {
  readonly kind: number
  readonly beginsAt: number
  readonly fork: string
  readonly blockPeriodSeconds: number
  readonly cancelled: boolean
}

export interface GovernedFleet {
  /** That it belongs to. */
  readonly member: string
  /** How often it was taken. */
  readonly hands: number
  /** That may take it until then, Unix seconds; null where nothing was decided, or it was taken. */
  readonly offered: { readonly to: string; readonly until: number } | null
}
