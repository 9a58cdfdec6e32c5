import { validatorCounts } from './validator-counts.ts'
import type { Rule } from './rule.ts'

/** With fewer than four, the loss of one validator stops the chain. */
export const validatorsAreEnough: Rule = ({ members }) => {
  const total = validatorCounts(members)?.reduce((sum, count) => sum + count, 0)
  if (total === undefined || total >= 4) return []
  return [
    {
      code: 'VALIDATORS_TOO_FEW',
      path: ['members'],
      found: total === 1 ? '1 validator' : `${total} validators`,
      expected: 'at least 4 nodes of all members together with duty: validator',
    },
  ]
}
