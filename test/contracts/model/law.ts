import type { ChamberRule } from './state.ts'

/** Votes of one chamber and how many it had at the snapshot. */
export interface Count {
  readonly for: number
  readonly against: number
  readonly abstain: number
  readonly size: number
}

/** The numbers and comparisons of governance, apart, so that a test can bend each of them and see that it is missed. */
export const law = {
  /** Quorum: basis points of the chamber's votes that must be cast, abstentions included; none is never enough. */
  turnedOut: (count: Count, { quorum }: ChamberRule) => cast(count) > 0 && cast(count) * 10_000 >= quorum * count.size,
  /** Majority: basis points of for and against that for must exceed. */
  agreed: (count: Count, { majority }: ChamberRule) => count.for * 10_000 > majority * (count.for + count.against),
  /** A veto: more against than for in that chamber alone. */
  vetoed: (count: Count, { veto }: ChamberRule) => veto && count.against > count.for,
  /** A quorum is late in the last quarter of the period, and leaves a quarter. */
  lateShare: (period: number) => Math.floor(period / 4),
  extendsAgain: false,
  /** The roll is the one at the snapshot. */
  rollAt: (proposal: { madeAt: number; snapshot: number }) => proposal.snapshot,
  /** Voting ends after the deadline's second. */
  isOpen: (now: number, deadline: number) => now <= deadline,
  isDue: (now: number, eta: number) => now >= eta,
  isOver: (now: number, since: number, grace: number) => now > since + grace,
  /** A proposal keeps the rule it was made under. */
  keepsItsRule: true,
  cancelledOnlyPending: true,
  fewestValidators: 4,
  confirmationsNeeded: (organisations: number) => Math.ceil((2 * organisations) / 3),
  /** Who loses its last validator had one before, and confirms. */
  leaverConfirms: true,
  oneChangeInFlight: true,
  suspendedNodesActivate: false,
  suspendedVote: false,
  /** A delegation ends with the second before its end. */
  delegationIsOver: (time: number, until: number) => time >= until,
  delegationStaysInChamber: true,
  comesBackWithItsOwnVote: true,
  chambersStayPeopled: true,
  leavesWithoutNodes: true,
  retiredKeysStayRetired: true,
  isLater: (issuedAt: number, last: number) => issuedAt > last,
  isExpired: (now: number, expiresAt: number) => now > expiresAt,
  proofsCount: true,
}

export type Law = typeof law

function cast(count: Count): number {
  return count.for + count.against + count.abstain
}
