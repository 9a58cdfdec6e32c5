import type { JsonRpcProvider } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Journal } from '../journal/journal.ts'
import type { Signer } from '../signers/signer.ts'

/** A public chain that a member's relayer sends on. */
export interface PublicSender {
  readonly provider: JsonRpcProvider
  readonly chainId: number
  readonly relayer: Signer
  /**
   * Lends the home's journal for as long as it takes to read it or to write a line: never while a block is waited for, or a
   * public node, since all else that this member does needs the home too. @throws QuorateError HOME_BUSY
   */
  noting<T>(work: (journal: Journal) => Promise<T>): Promise<T>
  /** Milliseconds that a transaction may wait for a block before it is sent again with a higher fee. */
  readonly patience: number
  /** One transaction may cost at most one of so many parts of what the relayer has, what it sends along not counted. */
  readonly purseParts: number
  /** Ends the wait for a block; what is journalled is sent again by whoever is next. */
  readonly signal?: AbortSignal
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

/** In wei, for all gas of one transaction together. */
export function mostOf({ purseParts }: PublicSender, purse: bigint): bigint {
  return purse / BigInt(purseParts)
}

/** Of what is estimated: state may grow between estimate and block. */
export function withMargin(estimate: bigint): bigint {
  return estimate + estimate / 10n
}

export function feeHigh(sender: PublicSender, { purse, fee }: { purse: bigint; fee: bigint }): QuorateError {
  return new QuorateError(
    'RELAYER_FEE_HIGH',
    'One transaction on the public chain could cost more than this member lets its relayer pay.',
    {
      facts: { relayer: sender.relayer.address, wei: purse.toString(), fee: fee.toString(), parts: sender.purseParts },
      remedy:
        'Do other nodes of this chain suggest such fees too? Then wait, send the relayer more, or have a transaction cost a greater part: relayer.purseParts in member.yaml.',
    },
  )
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
