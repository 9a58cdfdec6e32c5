import type { Hex } from '../../network/hex.ts'
import type { AtWork } from '../chain/as-member.ts'
import { read } from '../chain/read.ts'

/** Whether this home holds the key with which its member signs in an epoch: one whose keys were replaced has lost the older. */
export async function holdsKeyOf(at: AtWork, epoch: number, me: Hex): Promise<boolean> {
  const key = await read(at.provider, 'CheckpointBoard', 'keyOf', BigInt(epoch), me)
  return BigInt(key) !== 0n && key.toLowerCase() === at.signer('checkpoint').address
}
