import type { JsonRpcProvider } from 'ethers'
import type { Hex } from '../../network/hex.ts'

/** What was read, and the one block that all of it was read at. */
export interface Present<T> {
  readonly block: { readonly number: number; readonly hash: Hex; readonly time: number }
  readonly value: T
}

/** How often a read that a new block came into is made again. */
const ATTEMPTS = 8

/** Reads from a chain what may take several calls, and all of it of one block: half of one and half of the next is a picture of neither. */
export async function presently<T>(provider: JsonRpcProvider, read: () => Promise<T>): Promise<Present<T>> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await provider.getBlock('latest')
    const value = await read()
    const after = await provider.getBlock('latest')
    if (before?.hash != null && before.hash === after?.hash) {
      return { block: { number: before.number, hash: before.hash as Hex, time: before.timestamp }, value }
    }
    if (attempt === ATTEMPTS) throw new RangeError('blocks come faster than the registries can be read')
  }
}
