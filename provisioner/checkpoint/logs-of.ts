import { Interface, type JsonRpcProvider, type LogDescription } from 'ethers'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { contracts } from '../../network/genesis/contracts.ts'
import { type BlockRange, logParts } from '../chain/read-logs.ts'

/** A log with its place: the order of the chain is by block, then by index in it. */
export interface PlacedLog {
  readonly contract: PredeployName
  readonly block: number
  readonly index: number
  readonly event: LogDescription
}

type Events = Readonly<Partial<Record<PredeployName, readonly string[]>>>

/** Every log of these events between two blocks, both included, in the order of the chain. */
export function logsOf(provider: JsonRpcProvider, events: Events, range: BlockRange): Promise<PlacedLog[]> {
  return eachOf(provider, events, { range, of: async (log) => log })
}

/** What each of them comes to, where no more than that is to be held: a log takes many times the memory of what it says. */
export async function eachOf<T>(
  provider: JsonRpcProvider,
  events: Events,
  { range, of }: { readonly range: BlockRange; readonly of: (log: PlacedLog) => Promise<T> },
): Promise<T[]> {
  const found: { readonly block: number; readonly index: number; readonly is: T }[] = []
  for (const contract of Object.keys(events) as PredeployName[]) {
    const abi = new Interface(contracts[contract].abi)
    const topics = (events[contract] ?? []).map((name) => abi.getEvent(name)?.topicHash ?? '')
    for await (const part of logParts(provider, { address: predeploys[contract], topics: [topics] }, range)) {
      for (const log of part) {
        const event = abi.parseLog(log)
        const [block, index] = [log.blockNumber, log.index]
        if (event !== null) found.push({ block, index, is: await of({ contract, block, index, event }) })
      }
    }
  }
  return found.sort((a, b) => a.block - b.block || a.index - b.index).map(({ is }) => is)
}
