import type { DecisionRule } from '../consortium/consortium.ts'

/** A decision's rule as the governor takes it. */
export function ruleStruct(rule: DecisionRule) {
  return {
    votingDelay: rule.votingDelaySeconds,
    votingPeriod: rule.votingPeriodSeconds,
    timelock: rule.timelockSeconds,
    grace: rule.graceSeconds,
    chambersNeeded: rule.chambersNeeded,
    chambers: rule.chambers.map(({ quorumBasisPoints, majorityBasisPoints, veto }) => ({
      quorum: quorumBasisPoints,
      majority: majorityBasisPoints,
      veto,
    })),
  }
}

type Quantity = bigint | number

/** A rule as the governor gives it. */
export interface RuleStruct {
  readonly votingDelay: Quantity
  readonly votingPeriod: Quantity
  readonly timelock: Quantity
  readonly grace: Quantity
  readonly chambersNeeded: Quantity
  readonly chambers: readonly { readonly quorum: Quantity; readonly majority: Quantity; readonly veto: boolean }[]
}

/** The governor's rule in the words of the description. */
export function ruleOf(rule: RuleStruct): DecisionRule {
  return {
    votingDelaySeconds: Number(rule.votingDelay),
    votingPeriodSeconds: Number(rule.votingPeriod),
    timelockSeconds: Number(rule.timelock),
    graceSeconds: Number(rule.grace),
    chambersNeeded: Number(rule.chambersNeeded),
    chambers: rule.chambers.map(({ quorum, majority, veto }) => ({
      quorumBasisPoints: Number(quorum),
      majorityBasisPoints: Number(majority),
      veto,
    })),
  }
}
