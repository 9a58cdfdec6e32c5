import type { CardBody } from '../../../network/ceremony/card.ts'
import type { DecisionClass } from '../../../network/consortium/decision-class.ts'
import type { Hex } from '../../../network/hex.ts'

/** What governance is, as plain data: the model's whole memory. Times in seconds, members by name, keys by address. */
export interface State {
  now: number
  readonly founded: number
  readonly foundingId: Hex
  readonly chainId: number
  readonly chambers: readonly string[]
  /** In order of admission. */
  readonly members: Member[]
  /** Every key that was ever used as one of a member's own, nodes' keys apart. */
  readonly keys: Record<Hex, { readonly member: string; role: Role | 'retired' }>
  /** In order of registration within each member. */
  readonly nodes: Node[]
  change: Change
  /** Who confirmed, by the change's number. */
  readonly confirmed: Record<number, string[]>
  /** The votes from each time on, ascending. */
  readonly book: Page[]
  /** Every version of every rule, the last in force. */
  readonly rules: Record<DecisionClass, Rule[]>
  readonly proposals: Proposal[]
  threshold: number
  readonly council: Council
  /** The one taken last, over or not. */
  lease?: Lease
  /** In the order of decision. */
  readonly amendments: Amendment[]
  /** How many signed votes of a key were counted. */
  readonly nonces: Record<Hex, number>
  /** All that was ever signed and shown: whoever has it may show it again. */
  readonly signed: { readonly votes: SignedVote[]; readonly suspensions: Suspension[] }
}

/** What bounds emergency actions, and the one that runs, or is over and not booked. */
export interface Council {
  settings: Settings
  /** How many actions there were. */
  actions: number
  running?: Running
  /** From when on a member can be suspended again. */
  readonly restsUntil: Record<string, number>
}

export interface Settings {
  readonly signers: number
  readonly lapse: number
  readonly rest: number
}

export interface Running {
  readonly member: string
  readonly until: number
}

export interface Lease {
  readonly node: Hex
  readonly member: string
  readonly since: number
  until: number
}

export interface Amendment {
  readonly beginsAt: number
  /** Empty where it is about the block period. */
  readonly fork: string
  /** Seconds; 0 where it is about a fork. */
  readonly blockPeriod: number
  readonly decidedAt: number
  /** 0 where it stands. */
  cancelledAt: number
}

export type Role = 'officer' | 'agent' | 'checkpoint'
export const statuses = ['none', 'active', 'suspended', 'expelled'] as const
export const nodeStates = ['none', 'candidate', 'synced', 'active', 'retired'] as const

export interface Member {
  readonly name: string
  readonly chamber: string
  status: (typeof statuses)[number]
  officer: Hex
  agent: Hex
  checkpoint: Hex
  issuedAt: number
  readonly admittedAt: number
  cardHash: Hex
  /** Whom it chose to hold its vote. */
  delegate: string
  /** 0 for good. */
  delegatedUntil: number
}

export interface Node {
  readonly address: Hex
  readonly member: string
  readonly name: string
  readonly duty: 'validator' | 'observer'
  readonly publicKey: Hex
  state: (typeof nodeStates)[number]
}

export interface Change {
  readonly number: number
  readonly node?: Hex
  readonly activation: boolean
  readonly needed: number
  confirmations: number
  /** Who may confirm it. */
  readonly concerned: readonly string[]
}

export interface Page {
  readonly at: number
  /** Of active members, barred or not. */
  readonly seats: readonly Seat[]
  readonly barred: Running | undefined
}

export interface Seat {
  readonly name: string
  readonly chamber: string
  readonly delegate: string
  /** When its vote is its own again; 0 where it gave it for good. */
  readonly until: number
}

export interface ChamberRule {
  readonly quorum: number
  readonly majority: number
  readonly veto: boolean
}

export interface Rule {
  readonly votingDelay: number
  readonly votingPeriod: number
  readonly timelock: number
  readonly grace: number
  readonly chambersNeeded: number
  /** In the chambers' order. */
  readonly chambers: readonly ChamberRule[]
}

export type Support = 'against' | 'for' | 'abstain'
export const supports = ['against', 'for', 'abstain'] as const

export interface Vote {
  readonly member: string
  readonly support: Support
  readonly weight: number
}

export interface Proposal {
  readonly id: bigint
  readonly actions: readonly Action[]
  readonly description: Hex
  readonly class: DecisionClass
  readonly rule: Rule
  readonly version: number
  readonly proposer: Hex
  /** The chamber that has to be among those that pass it; no chamber has this name of every one. */
  readonly own: string | 'every' | undefined
  readonly madeAt: number
  readonly snapshot: number
  /** As announced. */
  readonly deadline: number
  /** When a late vote moved the end. */
  extended?: number
  readonly votes: Vote[]
  eta?: number
  executed: boolean
  cancelled: boolean
}

/** Where a signature holds: nowhere if its founding or chain is another, or its bytes are no signature. */
export const validities = ['here', 'of another founding', 'of another chain', 'garbled'] as const
export type Validity = (typeof validities)[number]

/** What a voter's key, or another in its name, signed, whatever it is shown as. */
export interface SignedVote {
  readonly voter: Hex
  readonly signer: Hex
  readonly proposal: number
  readonly support: Support
  readonly nonce: number
  /** Signed with a reason: a commitment. */
  readonly reasoned: boolean
  readonly validity: Validity
}

/** An emergency action as it is brought: whom it is about, and what was signed, perhaps of another. */
export interface Suspension {
  readonly about: string
  readonly number: number
  readonly notAfter: number
  readonly signatures: readonly CouncilSignature[]
}

export interface CouncilSignature {
  /** In whose name. */
  readonly member: string
  readonly signer: Hex
  readonly signed: Omit<Suspension, 'signatures'>
  readonly validity: Validity
}

/** A card and whose proofs in it do not hold. */
export interface ShownCard {
  readonly body: CardBody
  readonly calldata: Hex
  readonly hash: Hex
  readonly forged: boolean
}

export type Action =
  | { readonly kind: 'admit' | 'addNodes' | 'replaceKeys'; readonly card: ShownCard }
  | { readonly kind: 'suspend' | 'reinstate' | 'expel'; readonly member: string }
  | { readonly kind: 'retire' | 'settleChange'; readonly node: Hex }
  | { readonly kind: 'setRule'; readonly class: DecisionClass; readonly rule: Rule }
  | { readonly kind: 'setThreshold'; readonly value: number }
  | { readonly kind: 'ratify'; readonly number: number }
  | { readonly kind: 'setSettings'; readonly settings: Settings }
  | { readonly kind: 'scheduleFork'; readonly fork: string; readonly beginsAt: number }
  | { readonly kind: 'scheduleBlockPeriod'; readonly seconds: number; readonly beginsAt: number }
  | { readonly kind: 'cancelAmendment'; readonly number: number }
