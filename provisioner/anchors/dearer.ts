import { isCallException, Transaction } from 'ethers'
import { newest, type Signed, type Versions } from '../chain/signed.ts'
import { type Fees, feesNow, mostOf, type PublicSender, unfunded, withMargin } from './public-sender.ts'

/** How many times the tip that a node suggests, or that was offered first, is the most that is offered. */
const TIP_TIMES = 4n
/** In wei for each unit of gas: where no tip is suggested at all, what makes room for a replacement. */
const TIP_LEAST = 1_000_000n

/**
 * The same transaction on the same nonce with an eighth more of both fees, or with what the node suggests where that is
 * more: pools replace from a tenth more on. Where the call would fail by now, what takes its nonce is nothing at all, so
 * that no later transaction waits behind it. Signed and journalled; not sent.
 * @returns undefined where that were a tip of many times the suggested one, or too great a part of the purse.
 * @throws QuorateError RELAYER_UNFUNDED
 */
export async function dearer(sender: PublicSender, versions: Versions): Promise<Signed | undefined> {
  const { provider, chainId, noting, relayer } = sender
  const first = versions[0]?.raw ?? ''
  const { raw, what } = newest(versions)
  const before = Transaction.from(raw)
  const call = await callNow(sender, before)
  const purse = await provider.getBalance(relayer.address)
  if (purse < call.value + call.gasLimit * (before.maxFeePerGas ?? 0n)) throw unfunded(relayer.address, purse)
  const fees = raised(before, Transaction.from(first), await feesNow(provider))
  if (fees === undefined || call.gasLimit * fees.maxFeePerGas > mostOf(sender, purse)) return undefined
  const replacement = await relayer.signTransaction({ type: 2, chainId, nonce: before.nonce, ...call, ...fees })
  const hash = Transaction.from(replacement).hash ?? ''
  const line = { event: 'transaction.signed', chainId, what, hash, raw: replacement, replaces: before.hash }
  await noting((journal) => journal.append(line))
  return { hash, raw: replacement, what }
}

/** A tip is paid whatever the base fee is, and a node may suggest any: it grows to no more than a few times what is usual. */
function raised(before: Transaction, first: Transaction, suggested: Fees): Fees | undefined {
  const more = (fee: bigint | null, market: bigint) => {
    const least = ((fee ?? 0n) * 9n) / 8n + 1n
    return market > least ? market : least
  }
  const usual = [suggested.maxPriorityFeePerGas, first.maxPriorityFeePerGas ?? 0n].reduce((a, b) => (a > b ? a : b))
  const tip = more(before.maxPriorityFeePerGas, suggested.maxPriorityFeePerGas)
  if (tip > TIP_TIMES * usual + TIP_LEAST) return undefined
  const maxFeePerGas = more(before.maxFeePerGas, suggested.maxFeePerGas)
  return { maxFeePerGas, maxPriorityFeePerGas: tip < maxFeePerGas ? tip : maxFeePerGas }
}

/** With the gas that it takes by now: on some chains that goes by what data cost on another chain at the time. */
async function callNow(sender: PublicSender, { to, data, value }: Transaction) {
  const same = { to, data, value }
  const nothing = { to: sender.relayer.address, data: '0x', value: 0n }
  const gas = await gasNow(sender, same)
  return gas === undefined
    ? { ...nothing, gasLimit: (await gasNow(sender, nothing)) ?? 0n }
    : { ...same, gasLimit: gas }
}

/**
 * By the newest block: what waits in the pool is the very transaction that is to be replaced.
 * @returns undefined where the call would fail.
 */
async function gasNow(
  { provider, relayer }: PublicSender,
  call: Pick<Transaction, 'to' | 'data' | 'value'>,
): Promise<bigint | undefined> {
  const asked = provider.getRpcTransaction({ from: relayer.address, ...call })
  const estimate: string | undefined = await provider.send('eth_estimateGas', [asked, 'latest']).catch((error) => {
    if (!isCallException(error)) throw error
    return undefined
  })
  return estimate === undefined ? undefined : withMargin(BigInt(estimate))
}
