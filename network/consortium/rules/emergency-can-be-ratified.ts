import { ratificationSeconds } from '../emergency-defaults.ts'
import type { Rule } from './rule.ts'

/** What lapses before its ratification can have passed is never ratified. */
export const emergencyCanBeRatified: Rule = ({ decisions, lapse }) => {
  const { votingDelay, votingPeriod, timelock } = decisions?.get('emergency') ?? {}
  if (lapse === undefined || votingDelay === undefined || votingPeriod === undefined || timelock === undefined)
    return []
  const needed = ratificationSeconds({ votingDelay, votingPeriod, timelock })
  if (lapse > needed) return []
  return [
    {
      code: 'EMERGENCY_LAPSE_SHORT',
      path: ['emergency', 'lapse'],
      found: `${lapse} seconds`,
      expected: `more than ${needed} seconds, which a decision of the class emergency may take`,
    },
  ]
}
