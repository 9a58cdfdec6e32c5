import { type JsonRpcProvider, Transaction } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import type { AtWork } from './as-member.ts'
import { deliver } from './send.ts'

/** What was signed elsewhere. */
export interface SignedElsewhere {
  readonly raw: string
  readonly hash: string
  readonly what: string
}

/**
 * Journals bytes that were signed elsewhere, and sends them until a block holds them. What a block holds already is not sent
 * again.
 * @throws QuorateError TRANSACTION_STALE, CHAIN_REFUSED, TRANSACTION_REVERTED, TRANSACTION_UNMINED
 */
export async function sendSigned(
  { provider, journal, location }: Pick<AtWork, 'provider' | 'journal' | 'location'>,
  signed: SignedElsewhere,
): Promise<{ readonly hash: string; readonly blockNumber: number }> {
  const known = await provider.getTransactionReceipt(signed.hash)
  if (known === null) await refuseStale(provider, signed)
  const { chainId } = location.lock.founding
  const journalled = journal.entries().some(({ event, hash }) => event === 'transaction.signed' && hash === signed.hash)
  if (!journalled) await journal.append({ event: 'transaction.signed', chainId, ...signed })
  return deliver({ provider, chainId, journal }, signed)
}

async function refuseStale(provider: JsonRpcProvider, { raw, what }: SignedElsewhere): Promise<void> {
  const { from, nonce } = Transaction.from(raw)
  const next = await provider.getTransactionCount(from ?? '', 'latest')
  if (next <= nonce) return
  throw new QuorateError('TRANSACTION_STALE', `The account has sent another transaction in the place of "${what}".`, {
    facts: { from, nonce, next },
    remedy: 'Prepare it again with --offline, and sign that.',
  })
}
