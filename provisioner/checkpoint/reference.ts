import type { JsonRpcProvider } from 'ethers'
import type { Hex } from '../../network/hex.ts'

/** The newest block of the reference chain that this member's own endpoint calls final. */
export async function finalBlock(reference: JsonRpcProvider): Promise<Hex | undefined> {
  // Some public nodes answer `finalized` here only: the number first, then whatever else by number.
  const block = await reference.getBlock('finalized').catch(() => null)
  return (block?.hash ?? undefined) as Hex | undefined
}

/** Whether a block that another member named is final by this member's own endpoint; not by one that does not answer. */
export async function isFinal(reference: JsonRpcProvider, hash: Hex): Promise<boolean> {
  const ask = (block: string | number) => reference.getBlock(block).catch(() => null)
  const [named, final] = await Promise.all([ask(hash), ask('finalized')])
  if (named === null || final === null || named.number > final.number) return false
  return (await ask(named.number))?.hash === hash
}
