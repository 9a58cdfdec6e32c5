import { limits } from '../limits.ts'
import type { Rule } from './rule.ts'

const { windowBlocks: blocks } = limits

/** A window holds enough blocks that one of them is very likely to have been decided in its first round. */
export const checkpointsAreNotTooOften: Rule = ({ blockPeriodSeconds, everySeconds }) => {
  if (blockPeriodSeconds === undefined || everySeconds === undefined) return []
  if (everySeconds >= blocks * blockPeriodSeconds) return []
  return [
    {
      code: 'CHECKPOINT_TOO_OFTEN',
      path: ['checkpoints', 'every'],
      found: `${everySeconds} seconds`,
      expected: `at least ${blocks * blockPeriodSeconds} seconds, ${blocks} blocks`,
    },
  ]
}
