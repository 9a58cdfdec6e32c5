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

/**
 * Every log between two blocks, both included, in the order of the chain. A node gives those of some blocks at once and no
 * more (`rpc-max-logs-range`): asked for too many it refuses, and is asked for half of them.
 */
export async function readLogs(provider: JsonRpcProvider, filter: LogFilter, { from, to }: BlockRange): Promise<Log[]> {
  const logs: Log[] = []
  let span = LOGS_RANGE
  for (let first = from; first <= to; ) {
    const last = Math.min(to, first + span - 1)
    const found = await logsBetween(provider, filter, { from: first, to: last })
    if (found === undefined) {
      span = Math.ceil((last - first + 1) / 2)
      continue
    }
    for (const log of found) logs.push(log)
    first = last + 1
  }
  return logs
}

/** Undefined where the node refuses so many blocks. */
async function logsBetween(
  provider: JsonRpcProvider,
  { address, topics }: LogFilter,
  { from, to }: BlockRange,
): Promise<Log[] | undefined> {
  const asked = { address: [address].flat(), topics: mutable(topics), fromBlock: from, toBlock: to }
  return provider.getLogs(asked).catch((error) => {
    if (from < to && isTooWide(error)) return undefined
    throw error
  })
}

/** Besu's -32005, `EXCEEDS_RPC_MAX_BLOCK_RANGE`; other clients tell it by other numbers, in words. */
function isTooWide(error: { readonly error?: { readonly code?: number; readonly message?: string } }): boolean {
  const { code, message = '' } = error.error ?? {}
  return code === -32005 || /range/i.test(message)
}

function mutable(topics: LogFilter['topics']): (string | string[] | null)[] {
  return (topics ?? []).map((topic) => (topic === null || typeof topic === 'string' ? topic : [...topic]))
}
