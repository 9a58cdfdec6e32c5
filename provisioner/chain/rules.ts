import type { JsonRpcProvider } from 'ethers'
import type { DecisionRule } from '../../network/consortium/consortium.ts'
import { type DecisionClass, decisionClasses } from '../../network/consortium/decision-class.ts'
import { ruleOf } from '../../network/governance/rule-struct.ts'
import { read } from './read.ts'

/** The rule now in force for every class of decision, in the words of the description. */
export async function readRules(provider: JsonRpcProvider): Promise<Record<DecisionClass, DecisionRule>> {
  const rules = await Promise.all(
    decisionClasses.map(async (name, number) => {
      const [rule] = await read(provider, 'ConsortiumGovernor', 'ruleFor', BigInt(number))
      return [name, ruleOf(rule)] as const
    }),
  )
  return Object.fromEntries(rules) as Record<DecisionClass, DecisionRule>
}
