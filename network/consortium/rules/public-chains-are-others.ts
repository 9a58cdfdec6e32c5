import { duplicates } from './duplicates.ts'
import type { Rule } from './rule.ts'

/** Each anchor is a chain of its own, and none of them is the consortium's. */
export const publicChainsAreOthers: Rule = ({ chainId, publicChains }) => {
  const ids = publicChains.map((each) => each.chainId)
  return duplicates([chainId, ...ids]).map(({ index, first }) => ({
    code: 'PUBLIC_CHAIN_DUPLICATE',
    path: ['checkpoints', 'publicChains', index - 1, 'chainId'],
    found: String(ids[index - 1]),
    expected: first === 0 ? 'another chain than the consortium itself' : 'each public chain once',
  }))
}
