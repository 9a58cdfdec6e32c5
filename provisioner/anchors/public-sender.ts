import type { JsonRpcProvider } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Chain } from '../chain/send.ts'
import type { Signer } from '../signers/signer.ts'

/** A public chain that a member's relayer sends on. */
export interface PublicSender extends Chain {
  readonly relayer: Signer
  /** Milliseconds that a transaction may wait for a block before it is sent again with a higher fee. */
  readonly patience: number
}

/** In wei for each unit of gas. */
export interface Fees {
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

/** What the chain's node suggests now. */
export async function feesNow(provider: JsonRpcProvider): Promise<Fees> {
  const { maxFeePerGas, maxPriorityFeePerGas } = await provider.getFeeData()
  return { maxFeePerGas: maxFeePerGas ?? 0n, maxPriorityFeePerGas: maxPriorityFeePerGas ?? 0n }
}

export function unfunded(relayer: string, wei: bigint): QuorateError {
  return new QuorateError(
    'RELAYER_UNFUNDED',
    'This member’s relayer has too little to pay gas with on the public chain.',
    {
      facts: { relayer, wei: wei.toString() },
      remedy: 'Send it a little of the chain’s currency; on a development chain: quorate anchor fund.',
    },
  )
}
