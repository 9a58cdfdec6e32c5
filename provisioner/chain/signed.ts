import { type JsonRpcProvider, Transaction, type TransactionReceipt } from 'ethers'
import type { Journal } from '../journal/journal.ts'
import type { Signer } from '../signers/signer.ts'

export interface Chain {
  readonly provider: JsonRpcProvider
  readonly chainId: number
  readonly journal: Journal
  /** Who signs anew for an account what blocks pass over; undefined where nobody here does. */
  signerFor(account: string): Signer | undefined
  /** Ends the wait for a block; what is journalled is sent again by whoever is next. */
  readonly signal?: AbortSignal
  /** A development chain, which keeps nothing: started again, it begins at genesis. */
  readonly development?: boolean
}

export interface Signed {
  readonly hash: string
  readonly raw: string
  readonly what: string
  /** The newest block of the node when it was signed, where that was for the consortium's chain, and here. */
  readonly block?: number
}

/** One transaction as it was signed under one nonce: the first, then each that was to take its place. Never empty. */
export type Versions = readonly Signed[]

export function newest(versions: Versions): Signed {
  const last = versions.at(-1)
  if (last === undefined) throw new RangeError('nothing was signed')
  return last
}

/** The version that a block holds. */
export interface Landed {
  readonly version: Signed
  readonly receipt: TransactionReceipt
}

/** What was signed for one nonce, and has come to no end. */
export interface Unfinished {
  /** As the signature has it. */
  readonly from: string
  readonly nonce: number
  readonly versions: Versions
}

/**
 * What was signed for this chain and has come to no end, in the order in which blocks can take it.
 * @param account whose transactions alone are given; everybody's where none is named.
 */
export function unfinished({ journal, chainId }: Pick<Chain, 'journal' | 'chainId'>, account?: string): Unfinished[] {
  const entries = journal.entries()
  const over = new Set(entries.flatMap(({ event, hash }) => (event === 'transaction.ended' ? [hash] : [])))
  const open = new Map<string, Unfinished>()
  for (const { event, chainId: on, hash, raw, what, block } of entries) {
    if (event !== 'transaction.signed' || on !== chainId || over.has(hash ?? null)) continue
    const { nonce, from } = Transaction.from(String(raw))
    if (from === null || (account !== undefined && from.toLowerCase() !== account.toLowerCase())) continue
    const before = open.get(`${from} ${nonce}`)?.versions ?? []
    const signed = { hash: String(hash), raw: String(raw), what: String(what) }
    const versions = [...before, typeof block === 'number' ? { ...signed, block } : signed]
    open.set(`${from} ${nonce}`, { from, nonce, versions })
  }
  return [...open.values()].toSorted((one, other) => one.nonce - other.nonce)
}

/** Writes down how all versions of one transaction ended, where a block holds one of them or another of their nonce. */
export async function ended(journal: Journal, versions: Versions, landed: Landed | undefined): Promise<void> {
  for (const { hash } of versions) {
    const how = hash !== landed?.version.hash ? 'overtaken' : landed.receipt.status === 1 ? 'mined' : 'reverted'
    await journal.append({ event: 'transaction.ended', hash, how })
  }
}
