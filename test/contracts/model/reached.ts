import type { Tally } from './play.ts'

/** What was done, and what was refused and why: histories that never get there would show nothing. */
export function reached({ done, refused }: Tally): string[] {
  return [...Object.keys(done), ...Object.keys(refused)]
}

export const everyDeed = [
  'propose',
  'vote',
  'queue',
  'cancel',
  'delegate',
  'sync',
  'activate',
  'confirm',
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
] as const

export const everyRefusal = [
  'AlreadyConfirmed',
  'CallerNotAgent',
  'CallerNotOfficer',
  'CardExpired',
  'CardForOtherKindOfNetwork',
  'CardStale',
  'ChangeInFlight',
  'DelegateOutsideChamber',
  'DelegationOver',
  'GovernorAlreadyCastVote',
  'GovernorNonexistentProposal',
  'GovernorOnlyExecutor',
  'GovernorUnableToCancel',
  'GovernorUnexpectedProposalState',
  'InvalidProof',
  'InvalidRule',
  'InvalidThreshold',
  'KeyUsed',
  'LastOfChamber',
  'MixedClasses',
  'NodesRemain',
  'NoSuchChange',
  'NotConcerned',
  'NotOnRoll',
  'OnlyOfficer',
  'OnlyTimelock',
  'OrganisationKnown',
  'TimelockRunning',
  'TimelockUnexpectedOperationState',
  'TooFewValidators',
  'UnexpectedNodeState',
  'UnexpectedStatus',
  'UnknownChamber',
] as const
