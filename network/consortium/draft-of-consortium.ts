import type { Consortium, DecisionRule } from './consortium.ts'
import { decisionClasses } from './decision-class.ts'
import type { Draft, DraftRule } from './draft.ts'

/** A consortium that was read already, for the same rules to judge. */
export function draftOfConsortium(consortium: Consortium): Draft {
  const { chain, chambers, checkpoints, decisions } = consortium
  return {
    chainId: consortium.chainId,
    foundedAt: consortium.foundedAt,
    blockPeriodSeconds: chain.blockPeriodSeconds,
    requestTimeoutSeconds: chain.requestTimeoutSeconds,
    chambers,
    members: consortium.members,
    decisions: new Map(decisionClasses.map((name) => [name, draftRule(decisions[name], chambers)])),
    chambersNamed: [],
    everySeconds: checkpoints.everySeconds,
    threshold: checkpoints.threshold,
    publicChains: checkpoints.publicChains,
    signers: consortium.emergency.signers,
    lapse: consortium.emergency.lapseSeconds,
    reassessBy: consortium.privacy.reassessBy,
  }
}

function draftRule(rule: DecisionRule, chambers: readonly string[]): DraftRule {
  const chamberRules = chambers.flatMap((name, index) => {
    const own = rule.chambers[index]
    if (own === undefined) return []
    return [[name, { quorum: own.quorumBasisPoints, majority: own.majorityBasisPoints, veto: own.veto }] as const]
  })
  return {
    votingDelay: rule.votingDelaySeconds,
    votingPeriod: rule.votingPeriodSeconds,
    timelock: rule.timelockSeconds,
    grace: rule.graceSeconds,
    chambersNeeded: rule.chambersNeeded,
    chambers: new Map(chamberRules),
  }
}
