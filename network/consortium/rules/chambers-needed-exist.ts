import type { Rule } from './rule.ts'

/** No decision needs more chambers than there are. What `default` says too much of is one problem, not one per class. */
export const chambersNeededExist: Rule = ({ chambers, decisions = new Map() }) => {
  if (chambers === undefined) return []
  const byNumber = new Map<number, string[]>()
  for (const [name, { chambersNeeded = 0 }] of decisions) {
    if (chambersNeeded > chambers.length) byNumber.set(chambersNeeded, [...(byNumber.get(chambersNeeded) ?? []), name])
  }
  return [...byNumber].map(([needed, classes]) => ({
    code: 'CHAMBERS_NEEDED_TOO_MANY',
    path: ['decisions', classes.length === 1 ? (classes[0] ?? 'default') : 'default', 'chambersNeeded'],
    found: `${needed} for ${classes.join(', ')}`,
    expected: `at most ${chambers.length}, the number of chambers`,
  }))
}
