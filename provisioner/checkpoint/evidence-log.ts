import type { JsonRpcProvider } from 'ethers'
import type { Checkpoint } from '../../network/checkpoint/checkpoint.ts'
import type { Fact } from '../../network/checkpoint/leaves.ts'
import { merkleHash } from '../../network/checkpoint/merkle-hash.ts'
import { appendLeaf, leavesIn, rootOf } from '../../network/checkpoint/merkle-log.ts'
import { missedWindows, windowLeaves } from '../../network/checkpoint/window.ts'
import { type Hex, toHex } from '../../network/hex.ts'
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
 * Brings the evidence log from checkpoint to checkpoint. A span that stands already is not derived again: it stands where
 * the log up to it has the root that was decided. What is beyond is cut off, be it from an attempt that came to nothing,
 * from another chain or from a kill.
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
  const next = spans.findLastIndex((span) => stands(nodes, span))
  nodes.cut(startOf(spans[next]))
  for (const span of spans.slice(Math.max(0, next))) {
    const block = await provider.getBlock(span.blockNumber)
    if (block?.stateRoot == null) throw new RangeError(`the node has no block ${span.blockNumber}`)
    const facts = await spanFacts(span, factsIn)
    for (const leaf of windowLeaves(networkId, facts, block.stateRoot as Hex)) appendLeaf(nodes, hash, hash.leaf(leaf))
  }
  nodes.sync()
}

/** Whether the log has all that comes before a span, and has it as it was decided. */
function stands(nodes: FileNodes, span: Span): boolean {
  const size = startOf(span)
  if (size > leavesIn(nodes.length)) return false
  return span.before === undefined || toHex(rootOf(nodes, hash, size)) === span.before.evidenceRoot
}

/** Where a span's leaves begin in the log. */
function startOf(span: Span | undefined): number {
  return span?.before?.evidenceSize ?? 0
}
