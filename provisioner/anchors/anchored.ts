import type { JsonRpcProvider, Log } from 'ethers'
import type { Hex } from '../../network/hex.ts'
import type { PublicChain } from '../chain/public-chains.ts'
import { anchorAbi, readAnchorHead } from './anchor.ts'
import { blockAt } from './block-at.ts'

/** A checkpoint as it stands on a public chain. Anchored is only what is finalised. */
export interface Anchored {
  readonly chain: string
  readonly chainId: number
  readonly contract: Hex
  readonly sequence: number
  readonly structHash: Hex
  readonly state: 'included' | 'finalised'
  readonly transaction: Hex
  readonly blockNumber: number
}

/**
 * A network's checkpoints on one public chain, newest first, from the head back: each event tells when the one before it
 * was, and block times tell where. So any public node will do, without an index and without its limits on scans.
 * @throws QuorateError ANCHOR_ABSENT
 */
export async function* anchoredFrom({ name, chainId, provider }: PublicChain, contract: Hex): AsyncGenerator<Anchored> {
  const [{ sequence: newest, submittedAt }, final] = await Promise.all([
    readAnchorHead(provider, contract),
    provider.getBlock('finalized'),
  ])
  let moment = submittedAt
  for (let sequence = newest; sequence > 0; sequence -= 1) {
    const log = await anchoringOf(provider, { contract, sequence, moment })
    const event = log && anchorAbi.parseLog(log)
    if (log === undefined || event == null) return
    yield {
      chain: name,
      chainId,
      contract,
      sequence,
      structHash: event.args['structHash'],
      state: log.blockNumber <= (final?.number ?? -1) ? 'finalised' : 'included',
      transaction: log.transactionHash as Hex,
      blockNumber: log.blockNumber,
    }
    moment = Number(event.args['previousAt'])
  }
}

/** The newest so many, oldest first. */
export async function newestAnchored(chain: PublicChain, contract: Hex, most: number): Promise<Anchored[]> {
  const found: Anchored[] = []
  for await (const anchored of anchoredFrom(chain, contract)) {
    if (found.unshift(anchored) >= most) break
  }
  return found
}

/** How one checkpoint stands on a public chain; undefined where it does not. */
export async function anchoringOn(chain: PublicChain, contract: Hex, sequence: number): Promise<Anchored | undefined> {
  for await (const anchored of anchoredFrom(chain, contract)) {
    if (anchored.sequence <= sequence) return anchored.sequence === sequence ? anchored : undefined
  }
  return undefined
}

/** Blocks of one second may be several; the log is in one of them. */
async function anchoringOf(
  provider: JsonRpcProvider,
  { contract, sequence, moment }: { contract: Hex; sequence: number; moment: number },
): Promise<Log | undefined> {
  const [first, after] = await Promise.all([blockAt(provider, moment), blockAt(provider, moment + 1)])
  const topics = [
    anchorAbi.getEvent('CheckpointAnchored')?.topicHash ?? '',
    `0x${sequence.toString(16).padStart(64, '0')}`,
  ]
  const [log] = await provider.getLogs({ address: contract, topics, fromBlock: first, toBlock: after - 1 })
  return log
}
