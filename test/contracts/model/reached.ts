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

/** What a thousand histories meet some twenty times at least. Rarer ones are met by chance, and held by the Solidity tests. */
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
