import { z } from 'zod'
import type { BlockFacts } from '../../network/doctor/facts.ts'
import { told } from './told.ts'
import { address, type Block, block } from './shapes.ts'

/** How many of the newest blocks are looked at. */
const COUNT = 12

/** The newest blocks, oldest first; of those with logs, what the node says of them in two ways. */
export async function newestBlocks(rpc: string, head: number): Promise<BlockFacts[]> {
  const first = Math.max(1, head - COUNT + 1)
  const numbers = Array.from({ length: Math.max(0, head - first + 1) }, (_, i) => first + i)
  const found = await Promise.all(
    numbers.map((number) =>
      told(rpc, { method: 'eth_getBlockByNumber', params: [`0x${number.toString(16)}`, false] }, block),
    ),
  )
  return Promise.all(found.flatMap((one) => (one === undefined ? [] : [factsOf(rpc, one)])))
}

async function factsOf(rpc: string, one: Block): Promise<BlockFacts> {
  return {
    number: one.number,
    time: one.timestamp,
    transactions: one.transactions.length,
    gasUsed: one.gasUsed,
    gasLimit: one.gasLimit,
    baseFee: one.baseFeePerGas ?? null,
    logs: one.transactions.length === 0 ? undefined : await logsOf(rpc, one),
  }
}

const logList = z.array(z.object({ address }))
const receipts = z.array(z.object({ logs: logList }))

/** Asked by number and by who wrote them, as those ask who follow contracts: only so Besu goes by its blooms and caches. */
async function logsOf(rpc: string, { number }: Block): Promise<BlockFacts['logs']> {
  const at = `0x${number.toString(16)}`
  const kept = (await told(rpc, { method: 'eth_getBlockReceipts', params: [at] }, receipts))?.flatMap(
    ({ logs }) => logs,
  )
  if (kept === undefined) return undefined
  const writers = [...new Set(kept.map((log) => log.address))]
  const filter = { fromBlock: at, toBlock: at, ...(writers.length === 0 ? {} : { address: writers }) }
  const found = await told(rpc, { method: 'eth_getLogs', params: [filter] }, logList)
  return found === undefined ? undefined : { found: found.length, inReceipts: kept.length }
}
