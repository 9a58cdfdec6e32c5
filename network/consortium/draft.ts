import type { DecisionClass } from './decision-class.ts'
import type { Duty } from './consortium.ts'
import type { Path } from './yaml/path-text.ts'

type Known<Value> = Value | undefined

export interface DraftMember {
  readonly name: Known<string>
  readonly chamber: Known<string>
  /** Undefined when it cannot be told how many nodes there are. */
  readonly nodes: Known<readonly { readonly name: Known<string>; readonly duty: Known<Duty> }[]>
}

export interface DraftChamberRule {
  readonly quorum: Known<number>
  readonly majority: Known<number>
  readonly veto: Known<boolean>
}

/** One class of decision with what `default` gives it. */
export interface DraftRule {
  readonly votingDelay: Known<number>
  readonly votingPeriod: Known<number>
  readonly timelock: Known<number>
  readonly grace: Known<number>
  readonly chambersNeeded: Known<number>
  readonly chambers: ReadonlyMap<string, DraftChamberRule>
}

/**
 * What can be known of a consortium whose description may be faulty: unreadable parts are undefined, and a rule that
 * needs one says nothing. Lists keep the length and order of the file, so an index is also a path.
 */
export interface Draft {
  readonly chainId: Known<number>
  readonly foundedAt: Known<number>
  readonly blockPeriodSeconds: Known<number>
  readonly requestTimeoutSeconds: Known<number>
  readonly chambers: Known<readonly Known<string>[]>
  readonly members: Known<readonly DraftMember[]>
  /** Undefined when any part of the decisions is unreadable. */
  readonly decisions: Known<ReadonlyMap<DecisionClass, DraftRule>>
  /** Where each chamber is named in a rule. */
  readonly chambersNamed: readonly { readonly chamber: string; readonly path: Path }[]
  readonly everySeconds: Known<number>
  readonly threshold: Known<number>
  readonly publicChains: readonly { readonly name: Known<string>; readonly chainId: Known<number> }[]
  readonly signers: Known<number>
  readonly lapse: Known<number>
  readonly reassessBy: Known<string>
}
