import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { decisionClasses } from '../../network/consortium/decision-class.ts'
import { ruleAction } from '../../network/governance/action.ts'
import type { AtWork } from '../chain/as-member.ts'
import { readChambers } from '../chain/members.ts'
import { readRules } from '../chain/rules.ts'
import type { Environment } from '../environment.ts'
import { readConsortium } from '../founding/read-consortium.ts'
import { usage } from './input.ts'
import { emergencyAside } from './proposable-emergency.ts'
import type { Proposed } from './proposable.ts'

/**
 * `rule admission now.yaml`: the rule of one class as a description has it. A description is `quorate export`'s, edited; so
 * the new rule is held against the others as at a founding.
 */
export async function proposedRule(words: readonly string[], at: AtWork, env: Environment): Promise<Proposed> {
  const [name, file] = words
  const decisionClass = decisionClasses.find((one) => one === name)
  if (decisionClass === undefined || file === undefined || words.length !== 2) {
    throw usage(
      `Give a class and a description with its rule: rule CLASS FILE; classes are ${decisionClasses.join(', ')}.`,
    )
  }
  const consortium = await readConsortium(resolve(env.cwd, file))
  const { chambers, decisions } = consortium
  const present = await readChambers(at.provider)
  if (!isDeepStrictEqual([...chambers], present)) {
    throw usage(
      `${file} has the chambers ${chambers.join(', ')}; the network has ${present.join(', ')}, in this order.`,
    )
  }
  const rule = decisions[decisionClass]
  if (isDeepStrictEqual(rule, (await readRules(at.provider))[decisionClass])) {
    throw usage(`The rule for ${decisionClass} in ${file} is the one in force.`)
  }
  if (decisionClass === 'emergency') {
    const aside = await emergencyAside(file, consortium, at.provider)
    if (aside !== undefined) env.progress(aside)
  }
  return { action: ruleAction(decisionClass, rule) }
}
