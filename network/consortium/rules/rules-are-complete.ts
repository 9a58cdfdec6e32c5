import type { DraftRule } from '../draft.ts'
import type { Rule } from './rule.ts'

const parts = ['votingDelay', 'votingPeriod', 'timelock', 'grace', 'chambersNeeded'] as const
const chamberParts = ['quorum', 'majority'] as const

/** What a class needs is said by it or by `default`. Chambers it does not name at all are another rule's business. */
export const rulesAreComplete: Rule = ({ decisions = new Map() }) => {
  const lacking = new Map<string, string[]>()
  for (const [name, rule] of decisions) {
    for (const part of missing(rule)) lacking.set(part, [...(lacking.get(part) ?? []), name])
  }
  return [...lacking].map(([part, classes]) => ({
    code: 'RULE_INCOMPLETE',
    path: ['decisions', classes.length === 1 ? (classes[0] ?? 'default') : 'default'],
    found: `no ${part} for ${classes.length === decisions.size ? 'any class' : classes.join(', ')}`,
    expected: `${part} in decisions.default or in each of these`,
  }))
}

function missing(rule: DraftRule): string[] {
  return [
    ...parts.filter((part) => rule[part] === undefined),
    ...[...rule.chambers].flatMap(([chamber, own]) =>
      chamberParts.filter((part) => own[part] === undefined).map((part) => `${part} of ${chamber}`),
    ),
  ]
}
