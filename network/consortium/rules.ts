import type { Draft } from './draft.ts'
import type { FoundProblem } from './found-problem.ts'
import { chainIdIsFree } from './rules/chain-id-is-free.ts'
import { chambersAreKnown } from './rules/chambers-are-known.ts'
import { chambersHaveMembers } from './rules/chambers-have-members.ts'
import { chambersNeededExist } from './rules/chambers-needed-exist.ts'
import { checkpointsAreNotTooOften } from './rules/checkpoints-are-not-too-often.ts'
import { emergencyCanBeRatified } from './rules/emergency-can-be-ratified.ts'
import { emergencyCanBeSigned } from './rules/emergency-can-be-signed.ts'
import { everyChamberHasARule } from './rules/every-chamber-has-a-rule.ts'
import { namesAreUnique } from './rules/names-are-unique.ts'
import { nobodyCaptures } from './rules/nobody-captures.ts'
import { publicChainsAreOthers } from './rules/public-chains-are-others.ts'
import { reassessmentFollowsFounding } from './rules/reassessment-follows-founding.ts'
import { requestTimeoutIsLongEnough } from './rules/request-timeout-is-long-enough.ts'
import type { Rule } from './rules/rule.ts'
import { rulesAreComplete } from './rules/rules-are-complete.ts'
import { thresholdIsAMajority } from './rules/threshold-is-a-majority.ts'
import { upgradeIsHardest } from './rules/upgrade-is-hardest.ts'
import { validatorsAreEnough } from './rules/validators-are-enough.ts'

/** Everything that has to hold between the parts of a description, in no order of importance. */
export const rules: readonly Rule[] = [
  namesAreUnique,
  chainIdIsFree,
  publicChainsAreOthers,
  requestTimeoutIsLongEnough,
  validatorsAreEnough,
  nobodyCaptures,
  chambersAreKnown,
  chambersHaveMembers,
  everyChamberHasARule,
  rulesAreComplete,
  chambersNeededExist,
  upgradeIsHardest,
  thresholdIsAMajority,
  checkpointsAreNotTooOften,
  emergencyCanBeSigned,
  emergencyCanBeRatified,
  reassessmentFollowsFounding,
]

export function ruleProblems(draft: Draft): FoundProblem[] {
  return rules.flatMap((rule) => rule(draft))
}
