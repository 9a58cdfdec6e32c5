import { instantText, unixSeconds } from '../schema/calendar.ts'
import type { Rule } from './rule.ts'

/** An assessment cannot be due again before there is anything to assess. */
export const reassessmentFollowsFounding: Rule = ({ foundedAt, reassessBy }) => {
  if (foundedAt === undefined || reassessBy === undefined || unixSeconds(reassessBy) > foundedAt) return []
  return [
    {
      code: 'REASSESSMENT_TOO_EARLY',
      path: ['privacy', 'reassessBy'],
      found: reassessBy,
      expected: `a day after ${instantText(foundedAt)}`,
    },
  ]
}
