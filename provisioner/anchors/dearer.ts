import { isCallException, Transaction } from 'ethers'
import type { Signed } from '../chain/send.ts'
import { type Fees, feesNow, type PublicSender, unfunded } from './public-sender.ts'

/**
 * The same transaction on the same nonce with an eighth more of both fees, or with what the node suggests where that is
 * more: pools replace from a tenth more on. Where the call would fail by now, what takes its nonce is nothing at all, so
 * that no later transaction waits behind it. Signed and journalled; not sent.
 * @throws QuorateError RELAYER_UNFUNDED
 */
export async function dearer(sender: PublicSender, { raw, what }: Signed): Promise<Signed> {
  const { provider, chainId, journal, relayer } = sender
  const before = Transaction.from(raw)
  const fees = raised(before, await feesNow(provider))
  const call = (await stillWorks(sender, before))
    ? { to: before.to, data: before.data, value: before.value, gasLimit: before.gasLimit }
    : { to: relayer.address, data: '0x', value: 0n, gasLimit: 21_000n }
  const purse = await provider.getBalance(relayer.address)
  if (purse < call.value + call.gasLimit * fees.maxFeePerGas) throw unfunded(relayer.address, purse)
  const replacement = await relayer.signTransaction({ type: 2, chainId, nonce: before.nonce, ...call, ...fees })
  const hash = Transaction.from(replacement).hash ?? ''
  await journal.append({ event: 'transaction.signed', chainId, what, hash, raw: replacement, replaces: before.hash })
  return { hash, raw: replacement, what }
}

function raised(before: Transaction, suggested: Fees): Fees {
  const more = (fee: bigint | null, market: bigint) => {
    const least = ((fee ?? 0n) * 9n) / 8n + 1n
    return market > least ? market : least
  }
  const maxFeePerGas = more(before.maxFeePerGas, suggested.maxFeePerGas)
  const tip = more(before.maxPriorityFeePerGas, suggested.maxPriorityFeePerGas)
  return { maxFeePerGas, maxPriorityFeePerGas: tip < maxFeePerGas ? tip : maxFeePerGas }
}

/** By the newest block: what waits in the pool is the very transaction that is to be replaced. */
async function stillWorks({ provider, relayer }: PublicSender, { to, data, value }: Transaction): Promise<boolean> {
  const call = { from: relayer.address, to, data, value, blockTag: 'latest' }
  return provider.call(call).then(
    () => true,
    (error) => {
      if (isCallException(error)) return false
      throw error
    },
  )
}
