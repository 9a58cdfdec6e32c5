import type { JsonRpcProvider, Log } from 'ethers'
import type { Checkpoint } from '../../network/checkpoint/checkpoint.ts'
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
export async function* anchoredFrom(chain: PublicChain, contract: Hex): AsyncGenerator<Anchored> {
  const [{ sequence: newest, submittedAt }, final] = await Promise.all([
    readAnchorHead(chain.provider, contract),
    chain.provider.getBlock('finalized'),
  ])
  let moment = submittedAt
  for (let sequence = newest; sequence > 0; sequence -= 1) {
    const log = await anchoringOf(chain.provider, { contract, sequence, moment })
    const found = log && anchoredBy(chain, log, final?.number ?? -1)
    if (found === undefined) return
    yield found.anchored
    moment = found.previousAt
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

/** Blocks that one search of logs covers: few enough for every public node. */
const PART = 1000
/** So many searches from a checkpoint's own moment on, before it is looked for from the newest back. */
const PARTS = 50
/** Seconds by which the clocks of two chains may differ. */
const SKEW = 900

/**
 * How one checkpoint stands on a public chain; undefined where it does not. Most are anchored soon after they were made, so that
 * one is found there at once, however many have come since.
 */
export async function anchoringOn(
  chain: PublicChain,
  contract: Hex,
  { sequence, blockTime }: Pick<Checkpoint, 'sequence' | 'blockTime'>,
): Promise<Anchored | undefined> {
  const { sequence: newest } = await readAnchorHead(chain.provider, contract)
  if (newest < sequence) return undefined
  // Nodes that give the logs of few blocks at once refuse it; the way below asks for one moment's.
  const soon = await anchoredSoon(chain, contract, { sequence, blockTime }).catch(() => undefined)
  if (soon !== undefined) return soon
  for await (const anchored of anchoredFrom(chain, contract)) {
    if (anchored.sequence <= sequence) return anchored.sequence === sequence ? anchored : undefined
  }
  return undefined
}

async function anchoredSoon(
  chain: PublicChain,
  contract: Hex,
  { sequence, blockTime }: Pick<Checkpoint, 'sequence' | 'blockTime'>,
): Promise<Anchored | undefined> {
  const { provider } = chain
  const [from, newest, final] = await Promise.all([
    blockAt(provider, blockTime - SKEW),
    provider.getBlockNumber(),
    provider.getBlock('finalized'),
  ])
  const last = Math.min(newest, from + PART * PARTS - 1)
  for (let first = from; first <= last; first += PART) {
    const range = { fromBlock: first, toBlock: Math.min(first + PART - 1, last) }
    const [log] = await provider.getLogs({ address: contract, topics: topicsOf(sequence), ...range })
    if (log !== undefined) return anchoredBy(chain, log, final?.number ?? -1)?.anchored
  }
  return undefined
}

/** What a log of an anchor says, and when the checkpoint before it was anchored. */
function anchoredBy(
  { name, chainId }: PublicChain,
  log: Log,
  final: number,
): { anchored: Anchored; previousAt: number } | undefined {
  const event = anchorAbi.parseLog(log)
  if (event === null) return undefined
  const anchored: Anchored = {
    chain: name,
    chainId,
    contract: log.address.toLowerCase() as Hex,
    sequence: Number(event.args['sequence']),
    structHash: event.args['structHash'],
    state: log.blockNumber <= final ? 'finalised' : 'included',
    transaction: log.transactionHash as Hex,
    blockNumber: log.blockNumber,
  }
  return { anchored, previousAt: Number(event.args['previousAt']) }
}

/** Blocks of one second may be several; the log is in one of them. */
async function anchoringOf(
  provider: JsonRpcProvider,
  { contract, sequence, moment }: { contract: Hex; sequence: number; moment: number },
): Promise<Log | undefined> {
  const [first, after] = await Promise.all([blockAt(provider, moment), blockAt(provider, moment + 1)])
  const [log] = await provider.getLogs({
    address: contract,
    topics: topicsOf(sequence),
    fromBlock: first,
    toBlock: after - 1,
  })
  return log
}

function topicsOf(sequence: number): string[] {
  const event = anchorAbi.getEvent('CheckpointAnchored')?.topicHash ?? ''
  return [event, `0x${sequence.toString(16).padStart(64, '0')}`]
}
