import { type DecisionClass, decisionClasses } from './decision-class.ts'
import type { Description, WrittenRule } from './description.ts'

type WrittenDecisions = Description['decisions']

/** Each class with what it says itself, and what `default` says where it is silent, field by field. */
export function mergedDecisions(written: WrittenDecisions): Record<DecisionClass, WrittenRule> {
  const merged = decisionClasses.map((name) => [name, merge(written.default ?? {}, written[name] ?? {})] as const)
  return Object.fromEntries(merged) as Record<DecisionClass, WrittenRule>
}

function merge(base: WrittenRule, own: WrittenRule): WrittenRule {
  const names = new Set([...Object.keys(base.chambers ?? {}), ...Object.keys(own.chambers ?? {})])
  const chambers = [...names].map((name) => [name, { ...at(base, name), ...at(own, name) }] as const)
  return { ...base, ...own, chambers: Object.fromEntries(chambers) }
}

/** A chamber may be called `constructor`: only own entries count. */
function at(rule: WrittenRule, chamber: string) {
  return rule.chambers !== undefined && Object.hasOwn(rule.chambers, chamber) ? rule.chambers[chamber] : {}
}
