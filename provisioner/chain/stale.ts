import { Transaction } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'

/** That bytes signed once and for all can be in no block any more: their nonce is another transaction's. */
export function stale({ raw, what }: { readonly raw: string; readonly what: string }): QuorateError {
  const { from, nonce } = Transaction.from(raw)
  return new QuorateError('TRANSACTION_STALE', `The account has sent another transaction in the place of "${what}".`, {
    facts: { from, nonce },
    remedy: 'Prepare it again with --offline, and sign that.',
  })
}
