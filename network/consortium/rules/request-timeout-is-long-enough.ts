import type { Rule } from './rule.ts'

/** A round must outlast the block period, or rounds change while a block is on its way. */
export const requestTimeoutIsLongEnough: Rule = ({ blockPeriodSeconds, requestTimeoutSeconds }) => {
  if (blockPeriodSeconds === undefined || requestTimeoutSeconds === undefined) return []
  if (requestTimeoutSeconds >= 2 * blockPeriodSeconds) return []
  return [
    {
      code: 'REQUEST_TIMEOUT_SHORT',
      path: ['chain', 'requestTimeoutSeconds'],
      found: `${requestTimeoutSeconds} seconds`,
      expected: `at least ${2 * blockPeriodSeconds} seconds, twice the block period`,
    },
  ]
}
