import type { Consortium } from './consortium.ts'
import { type DecisionClass, decisionClasses } from './decision-class.ts'

/**
 * Classes of which an emergency action can keep a member from a whole vote: begun as the vote opens, it holds for as long, however
 * far ahead the vote is proposed. In their order. Where the class emergency decides, whom it is about has no vote by rule.
 */
export function keptFromVotes({ decisions, emergency }: Pick<Consortium, 'decisions' | 'emergency'>): DecisionClass[] {
  return decisionClasses.filter(
    (name) => name !== 'emergency' && emergency.lapseSeconds >= decisions[name].votingPeriodSeconds,
  )
}
