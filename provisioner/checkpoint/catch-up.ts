import { leavesIn } from '../../network/checkpoint/merkle-log.ts'
import type { AtWork } from '../chain/as-member.ts'
import { followHistory } from './history-log.ts'
import type { Logs } from './logs.ts'

/** Blocks: what takes a node well under the time that a command waits for the home. */
const PART = 10_000

export interface Followed {
  readonly did: 'followed'
  /** The newest block that the log has, and the chain's newest. */
  readonly upTo: number
  readonly of: number
}

/**
 * Follows the chain by one part where the history log is further behind than that, for an agent that holds the home no longer
 * at once: as a first checkpoint of an old network, or one after a long absence, would. Undefined where the log is near.
 */
export async function catchUp(
  { provider, location }: Pick<AtWork, 'provider' | 'location'>,
  { history }: Pick<Logs, 'history'>,
  { signal, most = PART }: { readonly signal: AbortSignal; readonly most?: number },
): Promise<Followed | undefined> {
  const of = await provider.getBlockNumber()
  if (of - leavesIn(history.length) < most) return undefined
  const { networkId } = location.lock.founding
  await followHistory(history, { provider, networkId, upTo: of, most, signal })
  return { did: 'followed', upTo: leavesIn(history.length) - 1, of }
}
