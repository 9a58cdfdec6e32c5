import type { DecisionClass } from '../../../network/consortium/decision-class.ts'
import type { ChamberRule, Member, Settings } from './state.ts'

/** Votes of one chamber and how many it had at the snapshot. */
export interface Count {
  readonly for: number
  readonly against: number
  readonly abstain: number
  readonly size: number
}

const voting = {
  /** Quorum: basis points of the chamber's votes that must be cast, abstentions included. */
  turnedOut: (count: Count, { quorum }: ChamberRule) => cast(count) * 10_000 >= quorum * count.size,
  /** Majority: basis points of for and against that for must exceed; where there is neither, none is for. */
  agreed: (count: Count, { majority }: ChamberRule) => count.for * 10_000 > majority * (count.for + count.against),
  /** A veto: more against than for in that chamber alone. */
  vetoed: (count: Count, { veto }: ChamberRule) => veto && count.against > count.for,
  /** Keys change only where the chamber of whom they are is among those that pass, unless nobody else is in it. */
  ownChamberIsAsked: (others: readonly Member[]) => others.some(({ status }) => status !== 'expelled'),
  /** The rule of keys changes only where every chamber agrees. */
  everyChamberIsAsked: true,
  keysChangeOneByOne: true,
  /** A vote that lets a proposal pass in the last quarter of the period leaves a quarter, each time. */
  extendsAgain: true,
  lateShare: (period: number) => Math.floor(period / 4),
  /** The roll is the one at the snapshot. */
  rollAt: (proposal: { madeAt: number; snapshot: number }) => proposal.snapshot,
  /** Voting ends after the deadline's second. */
  isOpen: (now: number, deadline: number) => now <= deadline,
  isDue: (now: number, eta: number) => now >= eta,
  isOver: (now: number, since: number, grace: number) => now > since + grace,
  /** A proposal keeps the rule it was made under. */
  keepsItsRule: true,
  cancelledOnlyPending: true,
  suspendedVote: false,
  /** A delegation ends with the second before its end. */
  delegationIsOver: (time: number, until: number) => time >= until,
  delegationStaysInChamber: true,
  comesBackWithItsOwnVote: true,
  classOfAmendments: 'parameters' as DecisionClass,
}

/** What a signature of a vote says, and how often. */
const signedVotes = {
  votesAreSignedByVoters: true,
  votesNameTheProposal: true,
  votesNameTheChoice: true,
  votesNameTheFounding: true,
  votesNameTheirNumber: true,
  countedVotesUseTheirNumber: true,
  refusedVotesUseTheirNumber: false,
  replacedKeysVote: false,
}

const membership = {
  chambersStayPeopled: true,
  leavesWithoutNodes: true,
  retiredKeysStayRetired: true,
  isLater: (issuedAt: number, last: number) => issuedAt > last,
  isExpired: (now: number, expiresAt: number) => now > expiresAt,
  proofsCount: true,
  /** Whoever had the officer's key before chose who votes for the member. */
  newOfficersVoteThemselves: true,
}

const validators = {
  fewestValidators: 4,
  confirmationsNeeded: (organisations: number) => Math.ceil((2 * organisations) / 3),
  /** Who loses its last validator had one before, and confirms. */
  leaverConfirms: true,
  oneChangeInFlight: true,
  suspendedNodesActivate: false,
  /** Validators of who is suspended by decision are stood down, and come back with their member. */
  stoodDownAreSuspended: true,
  barredStandDown: false,
  stoodDownComeBack: true,
  retiringWaitsForStandingDown: true,
  standingDownWaitsForConfirmers: true,
}

/** A lease keeps one validator down, and changes of validators out. Seconds. */
const leases = {
  longestLease: 900,
  longestLeaseInAll: 3600,
  restOfLeases: 90,
  leaseIsOver: (now: number, until: number) => now >= until,
  oneLease: true,
  renewedLeasesAreOld: true,
  leasesWaitForChanges: true,
  changesWaitForLeases: true,
  suspensionEndsLeases: true,
  /** A lease that a suspension ended does not come back with its member. */
  endedLeasesStayEnded: true,
  leasesAreOfOwnNodes: true,
  leasesAreOfValidators: true,
  leasesAreGivenBackByHolders: true,
}

/** What a few may do at once, and what bounds it. */
const council = {
  settingsAreSound: ({ signers, lapse, rest }: Settings) => signers >= 2 && lapse > 0 && rest > 0,
  signersNeeded: (asked: number) => asked,
  chambersThatSign: 2,
  concernedSign: false,
  suspendedSign: false,
  replacedKeysSign: false,
  signaturesNameTheAction: true,
  signaturesNameTheFounding: true,
  actionsAreNumbered: true,
  isBroughtTooLate: (now: number, notAfter: number) => now > notAfter,
  oneActionAtATime: true,
  hasLapsed: (now: number, until: number) => now >= until,
  rests: (now: number, until: number) => now < until,
  barsLeaveSomebody: true,
  /** Who is barred is nobody of a chamber whose last one leaves. */
  barredAreLeft: false,
  /** Who is barred counts where everything but the emergency is decided. */
  barredCount: (of: DecisionClass): boolean => of !== 'emergency',
  barredVote: false,
  barredHold: false,
  barredGive: false,
  barredRenew: true,
  /** A suspension, reinstatement or expulsion of who is barred ends that. */
  decisionsEndIt: true,
  barredKeepWhatTheyChose: true,
  ratifiedWhileItRuns: true,
  ratifiedByNumber: true,
  ratifiedForGood: true,
  bookedWhenOver: true,
}

/** What all nodes configure alike. Seconds. */
const amendments = {
  lead: 3600,
  furthest: 366 * 86_400,
  follows: (beginsAt: number, last: number) => beginsAt > last,
  cancelledKeepTheirPlace: false,
  forksBeginOnce: true,
  cancelledForksComeAgain: true,
  longestPeriod: 60,
  cancelledInTime: true,
  cancelledOnce: true,
}

/** The numbers and comparisons of governance, apart, so that a test can bend each of them and see that it is missed. */
export const law = {
  ...voting,
  ...signedVotes,
  ...membership,
  ...validators,
  ...leases,
  ...council,
  ...amendments,
}

export type Law = typeof law

function cast(count: Count): number {
  return count.for + count.against + count.abstain
}
