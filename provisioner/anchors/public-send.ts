import { Transaction, type TransactionReceipt } from 'ethers'
import { refused } from '../chain/revert.ts'
import { unfinished } from '../chain/signed.ts'
import { deliver, settle } from './deliver.ts'
import { feeHigh, feesNow, mostOf, type PublicSender, unfunded, withMargin } from './public-sender.ts'
import { refuseRepeated } from './refuse-repeated.ts'

export interface PublicCall {
  readonly to: string
  readonly data: string
  readonly what: string
  /** In wei; none where it is not given. */
  readonly value?: bigint
}

/**
 * Sends on a public chain, where gas costs: signed, journalled, and only then sent, as on the consortium's; then sent again
 * on the same nonce, dearer, for as long as no block takes it.
 * @throws QuorateError RELAYER_UNFUNDED, RELAYER_FEE_HIGH, PUBLIC_CALL_REPEATED, CHAIN_REFUSED, and what `deliver` throws.
 */
export async function sendPublic(sender: PublicSender, call: PublicCall): Promise<TransactionReceipt> {
  const { provider, chainId, noting, relayer } = sender
  const { to, data, value = 0n } = call
  const from = relayer.address
  await refuseRepeated(sender, call)
  const purse = await provider.getBalance(from)
  if (purse <= value) throw unfunded(from, purse)
  const estimate = await provider.estimateGas({ from, to, data, value }).catch((error) => {
    throw refused(error, call.what)
  })
  const gasLimit = withMargin(estimate)
  const fees = await feesNow(provider)
  const fee = gasLimit * fees.maxFeePerGas
  if (purse < value + fee) throw unfunded(from, purse)
  if (fee > mostOf(sender, purse)) throw feeHigh(sender, { purse, fee })
  // What a node says that it has waiting may never be mined: nothing is signed to wait behind it.
  const nonce = await provider.getTransactionCount(from, 'latest')
  const raw = await relayer.signTransaction({ type: 2, chainId, to, data, nonce, gasLimit, ...fees, value })
  const hash = Transaction.from(raw).hash ?? ''
  await noting((journal) => journal.append({ event: 'transaction.signed', chainId, what: call.what, hash, raw }))
  return deliver(sender, [{ hash, raw, what: call.what }])
}

/**
 * Finishes what a killed command, or one that ran out of patience, had signed: by nonce, since whichever version of a
 * transaction a block took has ended all others. What waits for a nonce that has not come, as after a reorganisation, is
 * left in the journal: what is signed next takes that nonce, and this goes then.
 */
export async function settlePublic(sender: PublicSender): Promise<void> {
  const { provider, noting, chainId, relayer } = sender
  const open = await noting(async (journal) => unfinished({ journal, chainId }, relayer.address))
  for (const { nonce, versions } of open) {
    if ((await provider.getTransactionCount(relayer.address, 'latest')) < nonce) return
    await settle(sender, versions)
  }
}
