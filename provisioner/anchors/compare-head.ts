import type { Hex } from '../../network/hex.ts'
import type { AnchorHead } from './anchor.ts'

/**
 * How the last checkpoint on a public chain stands to what the member's own chain decided: it names the one before it, and so
 * on, so that with it all before it are the same. `beyond` is one that the own chain does not know.
 * @param own struct hash of the decision of this sequence; undefined where there is none.
 */
export function compareHead(
  { sequence, structHash }: Pick<AnchorHead, 'sequence' | 'structHash'>,
  own: Hex | undefined,
): 'same' | 'other' | 'beyond' {
  if (sequence === 0) return 'same'
  if (own === undefined) return 'beyond'
  return own === structHash ? 'same' : 'other'
}
