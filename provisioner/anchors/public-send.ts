import { type JsonRpcProvider, Transaction, type TransactionReceipt } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import { refused } from '../chain/revert.ts'
import { type Chain, deliver } from '../chain/send.ts'
import type { Signer } from '../signers/signer.ts'

export interface PublicCall {
  readonly to: string
  readonly data: string
  readonly what: string
}

/** Sends on a public chain, where gas costs: signed, journalled, and only then sent, as on the consortium's. */
export async function sendPublic(chain: Chain, signer: Signer, call: PublicCall): Promise<TransactionReceipt> {
  const { provider, chainId, journal } = chain
  const from = signer.address
  await refuseEmptyPurse(provider, from)
  const gasLimit = await provider.estimateGas({ from, to: call.to, data: call.data }).catch((error) => {
    throw refused(error, call.what)
  })
  const fees = await provider.getFeeData()
  const raw = await signer.signTransaction({
    type: 2,
    chainId,
    to: call.to,
    data: call.data,
    nonce: await provider.getTransactionCount(from, 'pending'),
    gasLimit: gasLimit + gasLimit / 10n,
    maxFeePerGas: fees.maxFeePerGas ?? 0n,
    maxPriorityFeePerGas: fees.maxPriorityFeePerGas ?? 0n,
    value: 0n,
  })
  const hash = Transaction.from(raw).hash ?? ''
  await journal.append({ event: 'transaction.signed', chainId, what: call.what, hash, raw })
  return deliver(chain, { hash, raw, what: call.what })
}

async function refuseEmptyPurse(provider: JsonRpcProvider, address: string): Promise<void> {
  if ((await provider.getBalance(address)) > 0n) return
  throw new QuorateError('RELAYER_UNFUNDED', 'This member’s relayer has nothing to pay gas with on the public chain.', {
    facts: { relayer: address },
    remedy: 'Send it a little of the chain’s currency; on a development chain: quorate anchor fund.',
  })
}
