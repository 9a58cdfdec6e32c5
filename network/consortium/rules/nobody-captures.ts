import { quorumOf } from '../quorum.ts'
import { shown } from '../shown.ts'
import type { Rule } from './rule.ts'
import { validatorCounts } from './validator-counts.ts'

/** No member alone runs a quorum of validators. */
export const nobodyCaptures: Rule = ({ members }) => {
  const counts = validatorCounts(members) ?? []
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.flatMap((count, index) => {
    if (total === 0 || count < quorumOf(total)) return []
    return [
      {
        code: 'MEMBER_CAPTURES' as const,
        path: ['members', index, 'nodes'],
        found: `${count} of ${total} validators at ${shown(members?.[index]?.name)}`,
        expected: `fewer than ${quorumOf(total)}, the quorum`,
      },
    ]
  })
}
