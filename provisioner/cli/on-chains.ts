import type { OnChain } from '../chain/public-chains.ts'
import { errorDocument } from './failure.ts'

/**
 * The public chains on which work failed, as data and in words; the others are not delayed by them. Where all failed there
 * is nothing else to tell.
 * @throws QuorateError of the first, where all failed.
 */
export function failures(outcomes: readonly OnChain<unknown>[]) {
  const failed = outcomes.flatMap((outcome) => ('failed' in outcome ? [outcome] : []))
  const [first] = failed
  if (first !== undefined && failed.length === outcomes.length) throw first.failed
  return {
    json: failed.map(({ chain, failed: error }) => ({ chain, ...errorDocument(error) })),
    text: failed.map(({ chain, failed: error }) => `${chain}: ${error.message} ${error.remedy}`),
  }
}
