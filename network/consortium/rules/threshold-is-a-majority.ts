import type { Rule } from './rule.ts'

/** More than half have to sign, so that no two different checkpoints can both be signed by honest members. */
export const thresholdIsAMajority: Rule = ({ members, threshold }) => {
  if (members === undefined || threshold === undefined) return []
  const path = ['checkpoints', 'threshold']
  const found = `${threshold} of ${members.length} members`
  if (threshold > members.length) {
    return [{ code: 'THRESHOLD_TOO_HIGH', path, found, expected: `at most ${members.length}` }]
  }
  if (2 * threshold > members.length) return []
  return [{ code: 'THRESHOLD_TOO_LOW', path, found, expected: `at least ${Math.floor(members.length / 2) + 1}` }]
}
