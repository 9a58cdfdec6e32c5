import type { Tally } from './play.ts'

/** What was done, and what was refused and why: histories that never get there would show nothing. */
export function reached({ done, refused }: Tally): string[] {
  return [...Object.keys(done), ...Object.keys(refused)]
}

/** How many of the votes that counted were brought on paper: about half of them are cast so. */
export function shareOnPaper({ done }: Tally): number {
  const onPaper = done['vote by signature'] ?? 0
  return onPaper / (onPaper + (done.vote ?? 0))
}

export const everyDeed = [
  'propose',
  'vote',
  'vote by signature',
  'queue',
  'cancel',
  'delegate',
  'sync',
  'activate',
  'stand down',
  'confirm',
  'suspend at once',
  'book the lapse',
  'take the lease',
  'give the lease back',
  'execute admit',
  'execute addNodes',
  'execute replaceKeys',
  'execute suspend',
  'execute reinstate',
  'execute expel',
  'execute retire',
  'execute settleChange',
  'execute setRule',
  'execute setThreshold',
  'execute ratify',
  'execute setSettings',
  'execute scheduleFork',
  'execute scheduleBlockPeriod',
  'execute cancelAmendment',
] as const

/** What a thousand histories meet a dozen times at least. */
export const commonRefusals = [
  'CallerNotAgent',
  'CallerNotOfficer',
  'ChangeInFlight',
  'DelegateOutsideChamber',
  'GovernorUnableToCancel',
  'GovernorUnexpectedProposalState',
  'KeyUsed',
  'MixedClasses',
  'NoSuchChange',
  'NodesRemain',
  'NotOnRoll',
  'OnlyOfficer',
  'OnlyTimelock',
  'TimelockRunning',
  'TooFewValidators',
  'UnexpectedNodeState',
  'UnexpectedStatus',
] as const

/** What is left to no chance: the same histories meet it each time. */
export const rareRefusals = [
  'ActionExpired',
  'AlreadyConfirmed',
  'AmendmentNotInOrder',
  'AmendmentTooLate',
  'AmendmentTooSoon',
  'CardExpired',
  'CardForOtherKindOfNetwork',
  'CardStale',
  'CardWithoutNodes',
  'DelegationOver',
  'EmergencyRunning',
  'ForkScheduled',
  'GovernorAlreadyCastVote',
  'GovernorInvalidSignature',
  'GovernorNonexistentProposal',
  'InvalidBlockPeriod',
  'InvalidFork',
  'InvalidLease',
  'InvalidProof',
  'InvalidRule',
  'InvalidSettings',
  'InvalidSignature',
  'InvalidThreshold',
  'LastOfChamber',
  'LeaseRests',
  'LeaseRuns',
  'NoSuchAmendment',
  'NoSuchLease',
  'NodeNameTaken',
  'NotAValidator',
  'NotConcerned',
  'NotItsOwn',
  'NotLapsed',
  'NothingRunning',
  'OneChamberOnly',
  'OwnerNotActive',
  'OwnerNotSuspended',
  'Resting',
  'SignerConcerned',
  'SignerNotActive',
  'SignersNotAscending',
  'TooFewSigners',
  'TooFewToConfirm',
  'UnknownChamber',
  'WrongNumber',
] as const
