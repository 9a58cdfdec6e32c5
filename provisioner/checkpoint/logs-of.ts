import { Interface, type JsonRpcProvider, type LogDescription } from 'ethers'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { contracts } from '../../network/genesis/contracts.ts'
import { type BlockRange, readLogs } from '../chain/read-logs.ts'

/** A log with its place: the order of the chain is by block, then by index in it. */
export interface PlacedLog {
  readonly contract: PredeployName
  readonly block: number
  readonly index: number
  readonly event: LogDescription
}

/** Every log of these events between two blocks, both included, in the order of the chain. */
export async function logsOf(
  provider: JsonRpcProvider,
  events: Readonly<Partial<Record<PredeployName, readonly string[]>>>,
  range: BlockRange,
): Promise<PlacedLog[]> {
  const names = Object.keys(events) as PredeployName[]
  const found = await Promise.all(
    names.map(async (contract) => {
      const abi = new Interface(contracts[contract].abi)
      const topics = (events[contract] ?? []).map((name) => abi.getEvent(name)?.topicHash ?? '')
      const logs = await readLogs(provider, { address: predeploys[contract], topics: [topics] }, range)
      return logs.flatMap((log) => {
        const event = abi.parseLog(log)
        return event === null ? [] : [{ contract, block: log.blockNumber, index: log.index, event }]
      })
    }),
  )
  return found.flat().sort((a, b) => a.block - b.block || a.index - b.index)
}
