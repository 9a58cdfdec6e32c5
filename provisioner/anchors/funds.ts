import type { Lock } from '../../network/ceremony/lock.ts'
import { feesNow, type PublicSender } from './public-sender.ts'

/** Gas of one anchored checkpoint with room to spare; docs/gas.md has the figure. */
const ANCHOR_GAS = 80_000n
/** Below this many days of anchoring it is time to send more. */
const LOW_DAYS = 30
const DAY = 86_400n

/** What a relayer has on one public chain, and how long that lasts at today's fees and the network's cadence. */
export async function fundsOf({ provider, chainId, relayer }: PublicSender, lock: Lock) {
  const [wei, { maxFeePerGas }] = await Promise.all([provider.getBalance(relayer.address), feesNow(provider)])
  const { everySeconds } = lock.founding.consortium.checkpoints
  const daily = (ANCHOR_GAS * maxFeePerGas * DAY) / BigInt(everySeconds)
  const days = daily === 0n ? null : Number(wei / daily)
  return {
    chainId,
    relayer: relayer.address,
    wei: wei.toString(),
    days,
    low: wei === 0n || (days !== null && days < LOW_DAYS),
  }
}
