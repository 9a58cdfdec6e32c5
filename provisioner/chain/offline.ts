import { getAddress, type JsonRpcProvider } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { type Prepared, unsignedOf } from '../../network/transaction/prepared.ts'
import { transactionInWords } from '../../network/transaction/words.ts'
import { refused } from './revert.ts'
import type { Call } from './send.ts'

/** What a command would have sent, in order: nothing is signed, and nothing leaves this machine. */
export interface Offline {
  readonly prepared: Prepared[]
  /** The network it is for, once it is known. */
  network: { readonly networkId: Hex; readonly chainId: number } | undefined
  /** More may follow once this is in a block: the same command says what. */
  goesOn: boolean
}

/** Ends a command whose transactions stand prepared: what would follow needs them in a block. */
export class PreparedOnly extends Error {}

/** Of what is estimated: state may grow between estimate and block. */
const GAS_MARGIN = 5n

/**
 * Prepares a call instead of sending it, after the node has run it against the present state.
 * @throws PreparedOnly unless another call of the same command follows. @throws QuorateError CHAIN_REFUSED
 */
export async function prepare(
  offline: Offline,
  provider: JsonRpcProvider,
  { from, call }: { readonly from: Hex; readonly call: Call },
): Promise<{ readonly hash: string; readonly blockNumber: number }> {
  if (call.contract === undefined) throw needsKey(call.what, 'agent')
  const to = getAddress(predeploys[call.contract]) as Hex
  const [takenAt, estimate, pending] = await Promise.all([
    provider.getBlockNumber(),
    provider.estimateGas({ from, to, data: call.data, gasPrice: 0 }).catch((error) => {
      throw refused(error, call.what)
    }),
    provider.getTransactionCount(from, 'pending'),
  ])
  const account = getAddress(from) as Hex
  const nonce = pending + offline.prepared.filter((one) => one.from === account).length
  const fields = { from: account, to, data: call.data as Hex, nonce, takenAt }
  const gas = Number(estimate + estimate / GAS_MARGIN)
  const chainId = offline.network?.chainId ?? 0
  const unsigned = unsignedOf({ ...fields, gas }, chainId).unsignedSerialized as Hex
  const says = transactionInWords({ target: to, calldata: fields.data })
  offline.prepared.push({ says, ...fields, gas, unsigned })
  if (!call.followed) throw new PreparedOnly(call.what)
  return { hash: '', blockNumber: 0 }
}

/** Officers' keys may be anywhere; the others are always where the member's commands and agent run. */
export function needsKey(what: string, role: string): QuorateError {
  return new QuorateError('OFFLINE_NEEDS_KEY', `The ${role} key signs ${what}: it cannot be prepared for another.`, {
    facts: { what, role },
    remedy: `Run it without --offline, where the ${role} key is; only what an officer sends can be signed elsewhere.`,
  })
}
