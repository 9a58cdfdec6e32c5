import type { TransactionReceipt } from 'ethers'
import { Transaction } from 'ethers'
import type { Chain, Unfinished, Versions } from './signed.ts'

/** The receipt of whichever version a block holds. */
export async function receiptOf({ provider }: Chain, versions: Versions): Promise<TransactionReceipt | null> {
  const receipts = await Promise.all(versions.map(({ hash }) => provider.getTransactionReceipt(hash)))
  return receipts.find((receipt) => receipt !== null) ?? null
}

/** `next` also where it stands in a block already. */
export async function placeOf(chain: Chain, unfinished: Unfinished): Promise<'next' | 'gone' | 'ahead'> {
  const { from, nonce, versions } = unfinished
  if ((await receiptOf(chain, versions)) !== null) return 'next'
  // Asked before the nonce is: what catches up in between then counts as up to date, and its nonce is so.
  const behind = await isBehind(chain)
  const next = await chain.provider.getTransactionCount(from, 'latest')
  // A block may have taken it since it was looked for.
  if (next > nonce) return (await receiptOf(chain, versions)) === null ? 'gone' : 'next'
  return next === nonce || behind ? 'next' : 'ahead'
}

/** Whether another transaction has its nonce for good, told by a node that has seen all that this home has. */
export async function isGone(chain: Chain, versions: Versions): Promise<boolean> {
  const { from, nonce } = Transaction.from(versions[0]?.raw ?? '')
  if ((await chain.provider.getTransactionCount(from ?? '', 'latest')) <= nonce || (await isBehind(chain))) return false
  return (await receiptOf(chain, versions)) === null
}

/** Whether the node has yet to see a block that this home has seen: then no nonce that it tells says much. */
async function isBehind({ provider, journal, chainId }: Chain): Promise<boolean> {
  const entries = journal.entries()
  const seen = new Set(entries.flatMap(({ hash, how }) => (how === 'mined' || how === 'reverted' ? [hash] : [])))
  const newest = entries.findLast(({ event, hash, chainId: on }) => {
    return event === 'transaction.signed' && on === chainId && seen.has(hash ?? '')
  })
  return newest !== undefined && (await provider.getTransactionReceipt(String(newest.hash))) === null
}
