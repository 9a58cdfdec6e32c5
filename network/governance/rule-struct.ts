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
