import { Transaction } from 'ethers'
import { type Chain, type Landed, newest, type Unfinished, type Versions } from './signed.ts'

/** Whichever version a block holds; undefined where none is in one. */
export async function landedOf({ provider }: Pick<Chain, 'provider'>, versions: Versions): Promise<Landed | undefined> {
  const found = versions.map(async (version): Promise<Landed[]> => {
    const receipt = await provider.getTransactionReceipt(version.hash)
    return receipt === null ? [] : [{ version, receipt }]
  })
  return (await Promise.all(found)).flat()[0]
}

/** `next` also where it stands in a block already. */
export async function placeOf(chain: Chain, unfinished: Unfinished): Promise<'next' | 'gone' | 'ahead'> {
  const { from, nonce, versions } = unfinished
  if ((await landedOf(chain, versions)) !== undefined) return 'next'
  // Asked before the nonce is: what catches up in between then counts as up to date, and its nonce is so.
  const behind = await isBehind(chain)
  const next = await chain.provider.getTransactionCount(from, 'latest')
  // A block may have taken it since it was looked for.
  if (next > nonce) return (await landedOf(chain, versions)) === undefined ? 'gone' : 'next'
  return next === nonce || behind ? 'next' : 'ahead'
}

/** `gone` where another transaction has its nonce for good, told by a node that has seen all that this home has. */
export async function fateNow(chain: Chain, versions: Versions): Promise<Landed | 'gone' | 'waits'> {
  const { from, nonce } = Transaction.from(newest(versions).raw)
  // All that is asked while it waits, however many versions there are.
  if ((await chain.provider.getTransactionCount(from ?? '', 'latest')) <= nonce) return 'waits'
  const behind = await isBehind(chain)
  return (await landedOf(chain, versions)) ?? (behind ? 'waits' : 'gone')
}

/** Whether the node has yet to see a block that this home has seen: then no nonce that it tells says much. */
export async function isBehind({ provider, journal, chainId }: Chain): Promise<boolean> {
  const entries = journal.entries()
  const seen = new Set(entries.flatMap(({ hash, how }) => (how === 'mined' || how === 'reverted' ? [hash] : [])))
  const last = entries.findLast(({ event, hash, chainId: on }) => {
    return event === 'transaction.signed' && on === chainId && seen.has(hash ?? '')
  })
  return last !== undefined && (await provider.getTransactionReceipt(String(last.hash))) === null
}
