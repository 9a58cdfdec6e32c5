import type { JsonRpcProvider, Log } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import type { Entry } from '../../network/governance/log/entry.ts'
import { type EntryKind, entryKinds } from '../../network/governance/log/entry-kinds.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { atBlock } from './at-block.ts'
import { read } from './read.ts'
import { readLogs } from './read-logs.ts'

/** The governance log's entries of after block 0, as a node's index gives them: what it left out, the head tells. */
export async function readEntries(provider: JsonRpcProvider, toBlock: number): Promise<Entry[]> {
  const topic = interfaceOf('GovernanceLog').getEvent('Recorded')?.topicHash ?? ''
  const filter = { address: predeploys.GovernanceLog, topics: [topic] }
  const logs = await readLogs(provider, filter, { from: 1, to: toBlock })
  return logs.map(entryOf)
}

export async function readHead(provider: JsonRpcProvider, block: number) {
  const [hash, count] = await read(atBlock(provider, block), 'GovernanceLog', 'head')
  return { hash, count: Number(count) }
}

/** A node that hands over another contract's log makes that contract its source, which is then found to be none. */
function entryOf(log: Log): Entry {
  const event = interfaceOf('GovernanceLog').parseLog(log)
  const kind = entryKinds[Number(event?.args.kind ?? -1)]
  if (event === null || kind === undefined) throw unknownKind(log)
  const { index, source, time, data } = event.args
  const own = log.address.toLowerCase() === predeploys.GovernanceLog
  return {
    index: Number(index),
    kind: kind satisfies EntryKind,
    source: (own ? String(source) : log.address).toLowerCase() as Hex,
    time: Number(time),
    data: data as Hex,
  }
}

function unknownKind({ blockNumber, index }: Log): QuorateError {
  const says = 'The governance log has an entry of a kind that this kit does not know.'
  const remedy = 'The contracts were upgraded: use the kit that the members decided on.'
  return new QuorateError('LOG_KIND_UNKNOWN', says, { facts: { block: blockNumber, log: index }, remedy })
}
