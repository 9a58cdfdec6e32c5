import type { JsonRpcProvider } from 'ethers'
import type { Hex } from '../../network/hex.ts'

/** The newest block of the reference chain that this member's own endpoint calls final. */
export async function finalBlock(reference: JsonRpcProvider): Promise<Hex | undefined> {
  // Some public nodes answer `finalized` here only: the number first, then whatever else by number.
  const block = await reference.getBlock('finalized').catch(() => null)
  return (block?.hash ?? undefined) as Hex | undefined
}

/** Whether a block that another member named is final by this member's own endpoint. */
export async function isFinal(reference: JsonRpcProvider, hash: Hex): Promise<boolean> {
  const [named, final] = await Promise.all([reference.getBlock(hash), reference.getBlock('finalized')])
  if (named === null || final === null || named.number > final.number) return false
  return (await reference.getBlock(named.number))?.hash === hash
}
