import { Interface, type JsonRpcProvider, type LogDescription } from 'ethers'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { contracts } from '../../network/genesis/contracts.ts'

/** A log with its place: the order of the chain is by block, then by index in it. */
export interface PlacedLog {
  readonly contract: PredeployName
  readonly block: number
  readonly index: number
  readonly event: LogDescription
}

export interface BlockRange {
  readonly from: number
  readonly to: number
}

/** Every log of these events between two blocks, both included, in the order of the chain. */
export async function logsOf(
  provider: JsonRpcProvider,
  events: Readonly<Partial<Record<PredeployName, readonly string[]>>>,
  { from, to }: BlockRange,
): Promise<PlacedLog[]> {
  const names = Object.keys(events) as PredeployName[]
  const found = await Promise.all(
    names.map(async (contract) => {
      const abi = new Interface(contracts[contract].abi)
      const topics = (events[contract] ?? []).map((name) => abi.getEvent(name)?.topicHash ?? '')
      const filter = { address: predeploys[contract], topics: [topics], fromBlock: from, toBlock: to }
      const logs = from > to ? [] : await provider.getLogs(filter)
      return logs.flatMap((log) => {
        const event = abi.parseLog(log)
        return event === null ? [] : [{ contract, block: log.blockNumber, index: log.index, event }]
      })
    }),
  )
  return found.flat().sort((a, b) => a.block - b.block || a.index - b.index)
}
