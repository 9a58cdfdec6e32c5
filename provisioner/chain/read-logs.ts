import type { JsonRpcProvider, Log } from 'ethers'
import { LOGS_RANGE } from '../../network/besu/node-options.ts'

export interface LogFilter {
  readonly address: string | readonly string[]
  readonly topics?: readonly (string | readonly string[] | null)[]
}

export interface BlockRange {
  readonly from: number
  readonly to: number
}

/** Blocks asked for at first, and logs that an answer is to have at most: any member may fill blocks with them. */
const FIRST = 100
const WANTED = 5_000

/** Every log between two blocks, both included, in the order of the chain. */
export async function readLogs(provider: JsonRpcProvider, filter: LogFilter, range: BlockRange): Promise<Log[]> {
  const logs: Log[] = []
  for await (const part of logParts(provider, filter, range)) for (const log of part) logs.push(log)
  return logs
}

/**
 * The same in parts, for who need not hold all. A part has twice as many blocks as the one before, up to what a node gives at
 * once (`rpc-max-logs-range`), but fewer where many logs came, where the node refuses so many, and where the answer does not
 * come or is too long. There it stays with few until the blocks in question are read, but for those that are empty.
 */
export async function* logParts(
  provider: JsonRpcProvider,
  filter: LogFilter,
  { from, to }: BlockRange,
): AsyncGenerator<Log[]> {
  let [span, widest, heavy] = [FIRST, LOGS_RANGE, from - 1]
  for (let first = from; first <= to; ) {
    const last = Math.min(to, first + span - 1)
    const blocks = last - first + 1
    const found = await logsBetween(provider, filter, { from: first, to: last })
    if (found === 'refused') {
      span = Math.ceil(blocks / 2)
      widest = span
    } else if (found === 'failed') {
      span = Math.ceil(blocks / 8)
      heavy = Math.max(heavy, last)
    } else {
      yield found
      first = last + 1
      const grown = found.length > 0 && first <= heavy ? span : 2 * span
      const fitting = Math.floor((blocks * WANTED) / Math.max(1, found.length))
      span = Math.max(1, Math.min(grown, fitting, widest))
    }
  }
}

/** A node that has stopped answering at all is not asked again and again. */
async function logsBetween(
  provider: JsonRpcProvider,
  { address, topics }: LogFilter,
  { from, to }: BlockRange,
): Promise<Log[] | 'refused' | 'failed'> {
  const asked = { address: [address].flat(), topics: mutable(topics), fromBlock: from, toBlock: to }
  return provider.getLogs(asked).catch(async (error: Failure) => {
    if (from < to && isTooWide(error)) return 'refused'
    if (from < to && error.error === undefined && (await answers(provider))) return 'failed'
    throw error
  })
}

/** With what the node answered, if it did. */
type Failure = { readonly error?: { readonly code?: number; readonly message?: string } }

/** Besu's -32005, `EXCEEDS_RPC_MAX_BLOCK_RANGE`; other clients tell it by other numbers, in words. */
function isTooWide({ error }: Failure): boolean {
  return error?.code === -32005 || /range/i.test(error?.message ?? '')
}

function answers(provider: JsonRpcProvider): Promise<boolean> {
  return provider.send('eth_blockNumber', []).then(
    () => true,
    () => false,
  )
}

function mutable(topics: LogFilter['topics']): (string | string[] | null)[] {
  return (topics ?? []).map((topic) => (topic === null || typeof topic === 'string' ? topic : [...topic]))
}
