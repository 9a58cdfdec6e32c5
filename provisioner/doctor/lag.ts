import { setTimeout } from 'node:timers/promises'
import type { NetworkFacts } from '../../network/doctor/facts.ts'
import { type Block, block } from './shapes.ts'
import { told } from './told.ts'

export interface Watching {
  readonly network: NetworkFacts
  /** Unix seconds. */
  now(): number
}

/** Milliseconds between two looks. */
const POLL = 200
/** Seconds that nobody waits for a block. */
const LONGEST_PERIOD = 10

/**
 * How late new blocks are seen, of three the least: one that came late says nothing of clocks. Waits two periods for each
 * at most, and for one alone where that one came in time; not at all where the chain stands.
 * @returns the newest block seen as well, so that what was waited for does not count as its age.
 */
export async function lagAfter(
  rpc: string,
  first: Block,
  { network, now }: Watching,
): Promise<{ lag: number | undefined; head: Block }> {
  const { blockPeriod, headAgeSeconds } = network
  if (blockPeriod > LONGEST_PERIOD || now() - first.timestamp > headAgeSeconds) return { lag: undefined, head: first }
  const most = (3 * 2 * blockPeriod * 1000) / POLL
  const lags: number[] = []
  let head = first
  for (let tries = 0; tries < most && lags.length < 3 && !lags.some((lag) => lag <= 1); tries += 1) {
    await setTimeout(POLL)
    const next = await told(rpc, { method: 'eth_getBlockByNumber', params: ['latest', false] }, block)
    if (next === undefined || next.number <= head.number) continue
    head = next
    lags.push(now() - next.timestamp)
  }
  return { lag: lags.length === 0 ? undefined : Math.min(...lags), head }
}
