import { Transaction, type TransactionReceipt } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import { refused } from '../chain/revert.ts'
import { type Chain, deliver } from '../chain/send.ts'
import type { Signer } from '../signers/signer.ts'

export interface PublicCall {
  readonly to: string
  readonly data: string
  readonly what: string
  /** In wei; none where it is not given. */
  readonly value?: bigint
}

/**
 * Sends on a public chain, where gas costs: signed, journalled, and only then sent, as on the consortium's.
 * @throws QuorateError RELAYER_UNFUNDED, and what `deliver` throws.
 */
export async function sendPublic(chain: Chain, signer: Signer, call: PublicCall): Promise<TransactionReceipt> {
  const { provider, chainId, journal } = chain
  const { to, data, value = 0n } = call
  const from = signer.address
  const purse = await provider.getBalance(from)
  if (purse <= value) throw unfunded(from, purse)
  const estimate = await provider.estimateGas({ from, to, data, value }).catch((error) => {
    throw refused(error, call.what)
  })
  const gasLimit = estimate + estimate / 10n
  const { maxFeePerGas, maxPriorityFeePerGas } = await provider.getFeeData()
  const fees = { maxFeePerGas: maxFeePerGas ?? 0n, maxPriorityFeePerGas: maxPriorityFeePerGas ?? 0n }
  if (purse < value + gasLimit * fees.maxFeePerGas) throw unfunded(from, purse)
  const nonce = await provider.getTransactionCount(from, 'pending')
  const raw = await signer.signTransaction({ type: 2, chainId, to, data, nonce, gasLimit, ...fees, value })
  const hash = Transaction.from(raw).hash ?? ''
  await journal.append({ event: 'transaction.signed', chainId, what: call.what, hash, raw })
  return deliver(chain, { hash, raw, what: call.what })
}

function unfunded(relayer: string, wei: bigint): QuorateError {
  return new QuorateError(
    'RELAYER_UNFUNDED',
    'This member’s relayer has too little to pay gas with on the public chain.',
    {
      facts: { relayer, wei: wei.toString() },
      remedy: 'Send it a little of the chain’s currency; on a development chain: quorate anchor fund.',
    },
  )
}
