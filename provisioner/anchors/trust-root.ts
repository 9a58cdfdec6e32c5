import type { Founding } from '../../network/ceremony/founding.ts'
import type { TrustRoot } from '../../network/checkpoint/verify.ts'
import { foundingSigners } from './anchor.ts'

/** Which network evidence has to be of, and who signed for it first. */
export function trustRootOf(founding: Founding): TrustRoot {
  const { networkId, rehearsal } = founding
  const founders = foundingSigners({ founding })
  // Only a rehearsal may be without consensus: a network's own blocks are sealed, whatever M members sign.
  return { networkId, founders, ...(rehearsal ? {} : { sealed: true }) }
}
