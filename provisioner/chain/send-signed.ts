import { Transaction } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import type { AtWork } from './as-member.ts'
import { inTurn } from './in-turn.ts'
import { refused } from './revert.ts'
import { deliver } from './send.ts'
import { nextNonce } from './settle.ts'
import type { Chain } from './signed.ts'
import { stale } from './stale.ts'

/** What was signed elsewhere. */
export interface SignedElsewhere {
  readonly raw: string
  readonly hash: string
  readonly what: string
}

/**
 * Journals bytes that were signed elsewhere, and sends them until a block holds them. What a block holds already is not sent
 * again; what no block can take yet is not journalled.
 * @throws QuorateError TRANSACTION_STALE, TRANSACTION_AHEAD, TRANSACTION_GAS, TRANSACTION_KEPT, TRANSACTION_REVERTED, TRANSACTION_UNMINED
 */
export async function sendSigned(
  { provider, journal, location }: Pick<AtWork, 'provider' | 'journal' | 'location'>,
  signed: SignedElsewhere,
): Promise<{ readonly hash: string; readonly blockNumber: number }> {
  const { chainId } = location.lock.founding
  const chain = { provider, chainId, journal, signerFor: () => undefined }
  return inTurn(journal, Transaction.from(signed.raw).from ?? '', async () => {
    const known = await provider.getTransactionReceipt(signed.hash)
    if (known === null) {
      await refuseOutOfTurn(chain, signed)
      await refuseGas(chain, signed)
    }
    const journalled = journal
      .entries()
      .some(({ event, hash }) => event === 'transaction.signed' && hash === signed.hash)
    if (!journalled) await journal.append({ event: 'transaction.signed', chainId, ...signed })
    return deliver(chain, signed)
  })
}

/** Who carries a file can change the nonce in it before it is signed: one that has not come would have this home wait for ever. */
async function refuseOutOfTurn(chain: Chain, { raw, what, hash }: SignedElsewhere): Promise<void> {
  const { from, nonce } = Transaction.from(raw)
  const next = await nextNonce(chain, from ?? '')
  if (next > nonce && (await chain.provider.getTransactionReceipt(hash)) === null) throw stale({ raw, what })
  if (next < nonce) {
    throw new QuorateError('TRANSACTION_AHEAD', `The account's next nonce is ${next}, and "${what}" has ${nonce}.`, {
      facts: { from, nonce, next },
      remedy:
        'Send what comes before it, and this again then. Where nothing does, send nothing of it: prepare it again with --offline, and see that quorate sign shows the nonce of that file.',
    })
  }
}

/** Nor would a node ever take what has less gas than it needs, or more than a block holds. */
async function refuseGas({ provider }: Chain, { raw, what }: SignedElsewhere): Promise<void> {
  const { from, to, data, gasLimit } = Transaction.from(raw)
  const needs = await provider.estimateGas({ from, to, data, gasPrice: 0 }).catch((error) => {
    throw refused(error, what)
  })
  const holds = (await provider.getBlock('latest'))?.gasLimit ?? 0n
  if (needs <= gasLimit && gasLimit <= holds) return
  const facts = { gas: Number(gasLimit), needs: Number(needs), block: Number(holds) }
  throw new QuorateError(
    'TRANSACTION_GAS',
    `No block can take "${what}": it has ${gasLimit} gas, and needs ${needs}.`,
    {
      facts,
      remedy: 'Send nothing of it. Prepare it again with --offline, and sign that.',
    },
  )
}
