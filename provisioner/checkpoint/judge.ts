import { FIRST_PREVIOUS } from '../../network/checkpoint/checkpoint.ts'
import { checkpointStructHash } from '../../network/checkpoint/checkpoint-hash.ts'
import type { AtWork } from '../chain/as-member.ts'
import { areSealsOf } from './block-seals.ts'
import type { Attempt } from './decided.ts'
import { type Derivation, deriveCheckpoint } from './derive.ts'
import { isFinal } from './reference.ts'

/**
 * Whether every field of an attempt is what this member's own nodes say. Of one that it agreed to it had looked for the block of
 * the reference chain then, which may be out of reach since: what M agreed to would otherwise wait for signatures for ever.
 */
export async function isOurs(
  at: AtWork,
  from: Derivation,
  { checkpoint, epoch, seals, agreed }: Attempt & { readonly epoch: number; readonly agreed: boolean },
): Promise<boolean> {
  const { blockNumber, blockHash, notBefore } = checkpoint
  if (blockNumber > (await at.provider.getBlockNumber())) return false
  const own = await deriveCheckpoint(from, { blockNumber, notBefore, epoch })
  if (checkpointStructHash(own) !== checkpointStructHash(checkpoint)) return false
  if (from.sealed && !(await areSealsOf(at.provider, { blockNumber, blockHash, seals }))) return false
  if (agreed) return true
  // While the reference chain is out of reach, only the block that was named last may be named again.
  const reference = await at.reference()
  if (reference === undefined) return notBefore === (from.decided.at(-1)?.notBefore ?? FIRST_PREVIOUS)
  return isFinal(reference, notBefore)
}
