import type { JsonRpcProvider } from 'ethers'
import type { Checkpoint } from '../../network/checkpoint/checkpoint.ts'
import type { Fact } from '../../network/checkpoint/leaves.ts'
import { merkleHash } from '../../network/checkpoint/merkle-hash.ts'
import { appendLeaf, leavesIn } from '../../network/checkpoint/merkle-log.ts'
import { missedWindows, windowLeaves } from '../../network/checkpoint/window.ts'
import type { Hex } from '../../network/hex.ts'
import type { FileNodes } from './file-nodes.ts'
import { sha256 } from './sha256.ts'

const hash = merkleHash(sha256)

/** The part of the chain that one checkpoint covers. */
export interface Span {
  /** The checkpoint before; undefined for the first. */
  readonly before: Checkpoint | undefined
  readonly blockNumber: number
  readonly window: number
}

export type FactsIn = (range: { from: number; to: number }) => Promise<Fact[]>

/** The facts of a span in the order in which the log has them: missed windows, then what happened. */
export async function spanFacts({ before, blockNumber, window }: Span, factsIn: FactsIn): Promise<Fact[]> {
  const from = before === undefined ? 0 : before.blockNumber + 1
  return [...missedWindows(before, window), ...(await factsIn({ from, to: blockNumber }))]
}

/**
 * Brings the evidence log from checkpoint to checkpoint. What stands beyond the last whole span is cut off, be it from an
 * attempt that came to nothing or from a kill; a span that stands already is not derived again.
 */
export async function followEvidence(
  nodes: FileNodes,
  {
    spans,
    networkId,
    provider,
    factsIn,
  }: { spans: readonly Span[]; networkId: Hex; provider: JsonRpcProvider; factsIn: FactsIn },
): Promise<void> {
  const starts = spans.map(startOf).filter((start) => start <= leavesIn(nodes.length))
  nodes.cut(Math.max(0, ...starts))
  for (const span of spans) {
    if (startOf(span) < leavesIn(nodes.length)) continue
    const { stateRoot } = (await provider.getBlock(span.blockNumber)) ?? {}
    const facts = await spanFacts(span, factsIn)
    for (const leaf of windowLeaves(networkId, facts, (stateRoot ?? '0x') as Hex))
      appendLeaf(nodes, hash, hash.leaf(leaf))
  }
  nodes.sync()
}

/** Where a span's leaves begin in the log. */
function startOf({ before }: Span): number {
  return before?.evidenceSize ?? 0
}
