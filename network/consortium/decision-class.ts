/** The kinds of decision, in the order of the governor's `Class` on chain. */
export const decisionClasses = [
  'admission',
  'expulsion',
  'nodes',
  'keys',
  'parameters',
  'upgrade',
  'devices',
  'emergency',
] as const

export type DecisionClass = (typeof decisionClasses)[number]
