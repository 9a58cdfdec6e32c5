import type { JsonRpcProvider } from 'ethers'
import type { Hex } from '../../network/hex.ts'
import { atBlock } from '../chain/at-block.ts'

/** What was read, and the one block that all of it was read at. */
export interface Present<T> {
  readonly block: { readonly number: number; readonly hash: Hex; readonly time: number }
  readonly value: T
}

/** Reads what takes several calls at one block, however many come meanwhile: half of one and half of the next is a picture of neither. */
export async function presently<T>(
  provider: JsonRpcProvider,
  reading: (then: JsonRpcProvider) => Promise<T>,
): Promise<Present<T>> {
  const block = await provider.getBlock('latest')
  if (block?.hash == null) throw new RangeError('a node without a newest block')
  const value = await reading(atBlock(provider, block.number))
  return { block: { number: block.number, hash: block.hash as Hex, time: block.timestamp }, value }
}
