import { Transaction, type TransactionReceipt } from 'ethers'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Signer } from '../signers/signer.ts'
import { inTurn } from './in-turn.ts'
import { land } from './land.ts'
import { refused } from './revert.ts'
import { nextNonce } from './settle.ts'
import type { Chain, Signed } from './signed.ts'
import { stale } from './stale.ts'

export interface Call {
  /** Where it goes; where none is named, a contract is made of the data. */
  readonly contract?: PredeployName
  readonly data: string
  /** What it does, for the journal and for messages: `a vote on 1a2b3c4d`. */
  readonly what: string
  /** Who sends: the officer where it is not given. */
  readonly as?: 'officer' | 'agent'
  /** The same command sends another one after it, whatever comes of this. */
  readonly followed?: boolean
}

/** Of what is estimated: state may grow between estimate and block. */
const GAS_MARGIN = 5n

/**
 * Signs a call, journals the signed bytes, and only then sends them; returns when a block holds it. A kill in between
 * loses nothing: `settle` sends it again. Gas is free on the consortium chain, and the price says so. Parts of
 * one process send as one account one after another: two transactions of one nonce would put each other out of the pool.
 * Where another home that sends as the account was faster with a nonce, the call is signed again with the next.
 * @throws QuorateError CHAIN_REFUSED, TRANSACTION_KEPT, TRANSACTION_UNMINED, TRANSACTION_REVERTED
 */
export function send(chain: Omit<Chain, 'signerFor'>, signer: Signer, call: Call): Promise<TransactionReceipt> {
  const signing: Chain = { ...chain, signerFor: () => signer }
  return inTurn(chain.journal, signer.address, async () => {
    for (;;) {
      const signed = await sign(signing, signer, call)
      const receipt = await land(signing, [signed])
      if (receipt !== undefined) return unlessReverted(receipt, signed)
    }
  })
}

/**
 * After all that was signed before, and for the next nonce of the chain, whatever waits in the pool: bytes for a later one could
 * land after the same call was signed again. Estimated anew each time: what took the nonce may have done the same.
 */
async function sign(chain: Chain, signer: Signer, call: Call): Promise<Signed> {
  const { provider, chainId, journal } = chain
  const nonce = await nextNonce(chain, signer.address)
  const to = call.contract === undefined ? null : predeploys[call.contract]
  const estimate = await provider
    .estimateGas({ from: signer.address, to, data: call.data, gasPrice: 0 })
    .catch((error) => {
      throw refused(error, call.what)
    })
  const gasLimit = estimate + estimate / GAS_MARGIN
  const block = await provider.getBlockNumber()
  const raw = await signer.signTransaction({
    type: 0,
    chainId,
    to,
    data: call.data,
    nonce,
    gasLimit,
    gasPrice: 0n,
    value: 0n,
  })
  const hash = Transaction.from(raw).hash ?? ''
  const signed = { what: call.what, hash, raw, block }
  await journal.append({ event: 'transaction.signed', chainId, ...signed })
  return signed
}

/**
 * Sends signed bytes until a block holds them; they stand in the journal already.
 * @throws QuorateError TRANSACTION_UNMINED, TRANSACTION_REVERTED, TRANSACTION_STALE, TRANSACTION_KEPT
 */
export async function deliver(chain: Chain, signed: Signed): Promise<TransactionReceipt> {
  const receipt = await land(chain, [signed])
  if (receipt === undefined) throw stale(signed)
  return unlessReverted(receipt, signed)
}

function unlessReverted(receipt: TransactionReceipt, { what }: Signed): TransactionReceipt {
  if (receipt.status === 1) return receipt
  throw new QuorateError('TRANSACTION_REVERTED', `${what} was mined, and reverted.`, {
    facts: { hash: receipt.hash, block: receipt.blockNumber },
    remedy: 'The state changed between estimate and block. Look at it (quorate status, quorate show) and try again.',
  })
}
