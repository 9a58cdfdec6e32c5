import { dump } from 'js-yaml'
import type { Consortium, DecisionRule } from './consortium.ts'
import { decisionClasses } from './decision-class.ts'
import { instantText } from './schema/calendar.ts'
import { durationText } from './schema/duration.ts'
import { percentageText } from './schema/percentage.ts'

/** The consortium as a description that reads back as the same object, with every default written out. */
export function consortiumText(consortium: Consortium): string {
  const { format, name, chainId, chain, chambers, decisions, members, checkpoints, emergency, privacy } = consortium
  const description = {
    format,
    name,
    chainId,
    foundedAt: instantText(consortium.foundedAt),
    chain,
    chambers,
    decisions: Object.fromEntries(decisionClasses.map((each) => [each, written(decisions[each], chambers)])),
    members,
    checkpoints: {
      every: durationText(checkpoints.everySeconds),
      threshold: checkpoints.threshold,
      publicChains: checkpoints.publicChains,
    },
    emergency: {
      signers: emergency.signers,
      lapse: durationText(emergency.lapseSeconds),
      rest: durationText(emergency.restSeconds),
    },
    privacy,
  }
  return dump(description, { lineWidth: -1, noRefs: true })
}

function written(rule: DecisionRule, chambers: readonly string[]) {
  const chamberRules = rule.chambers.map(({ quorumBasisPoints, majorityBasisPoints, veto }, index) => [
    chambers[index],
    { quorum: percentageText(quorumBasisPoints), majority: percentageText(majorityBasisPoints), veto },
  ])
  return {
    votingDelay: durationText(rule.votingDelaySeconds),
    votingPeriod: durationText(rule.votingPeriodSeconds),
    timelock: durationText(rule.timelockSeconds),
    grace: durationText(rule.graceSeconds),
    chambersNeeded: rule.chambersNeeded,
    chambers: Object.fromEntries(chamberRules),
  }
}
