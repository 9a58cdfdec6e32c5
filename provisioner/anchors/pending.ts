import { Transaction } from 'ethers'
import type { Hex } from '../../network/hex.ts'
import type { JournalLine } from '../journal/journal-line.ts'
import { anchorAbi } from './anchor.ts'

/** A checkpoint on its way: signed and journalled here, and not on the public chain, or no more. */
export interface Pending {
  readonly sequence: number
  readonly transaction: Hex
}

/**
 * The submissions that a member's journal knows of and its public chain does not show: the newest of each sequence. One that
 * a reorganisation took back is among them; one that failed for good is not.
 * @param head the newest sequence that stands on the chain.
 */
export function pendingAnchors(
  lines: readonly JournalLine[],
  { chainId, contract, head }: { chainId: number; contract: Hex; head: number },
): Pending[] {
  const failed = new Set(
    lines.flatMap(({ event, hash, how }) => (event === 'transaction.ended' && how !== 'mined' ? [hash] : [])),
  )
  const pending = new Map<number, Pending>()
  for (const { event, chainId: on, hash, raw } of lines) {
    if (event !== 'transaction.signed' || on !== chainId || failed.has(hash ?? null)) continue
    const sequence = sequenceOf(String(raw), contract)
    if (sequence !== undefined && sequence > head) pending.set(sequence, { sequence, transaction: hash as Hex })
  }
  return [...pending.values()].sort((a, b) => a.sequence - b.sequence)
}

function sequenceOf(raw: string, contract: Hex): number | undefined {
  const { to, data } = Transaction.from(raw)
  if (to?.toLowerCase() !== contract) return undefined
  const call = anchorAbi.parseTransaction({ data })
  return call?.name === 'submit' ? Number(call.args[0].sequence) : undefined
}
