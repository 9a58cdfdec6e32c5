import type { JsonRpcProvider } from 'ethers'
import { blockLeaf } from '../../network/checkpoint/leaves.ts'
import { merkleHash } from '../../network/checkpoint/merkle-hash.ts'
import { appendLeaf, leavesIn, nodesOf } from '../../network/checkpoint/merkle-log.ts'
import { equal } from '../../network/checkpoint/merkle-proof.ts'
import type { Hex } from '../../network/hex.ts'
import type { FileNodes } from './file-nodes.ts'
import { sha256 } from './sha256.ts'

const hash = merkleHash(sha256)
/** Blocks asked for at once. */
const WIDTH = 50

export interface Following {
  readonly provider: JsonRpcProvider
  readonly networkId: Hex
  readonly upTo: number
  /** Blocks that are followed at most; all where it is not given. */
  readonly most?: number
  /** Ends it between two blocks: what is followed by then is kept. */
  readonly signal?: AbortSignal
}

/**
 * Brings the history log up to a block: one leaf a block, its index the block's number. Goes on where it stopped. A log
 * whose newest leaf is not the chain's block of that height is another chain's: it is begun again.
 */
export async function followHistory(
  nodes: FileNodes,
  { provider, networkId, upTo, most = Number.POSITIVE_INFINITY, signal }: Following,
): Promise<void> {
  const leafOf = async (number: number) => hash.leaf(blockLeaf(networkId, number, await blockHash(provider, number)))
  const kept = leavesIn(nodes.length)
  if (kept > 0 && !(await isLast(nodes, kept - 1, leafOf))) nodes.cut(0)
  const last = Math.min(upTo, leavesIn(nodes.length) + most - 1)
  for (let next = leavesIn(nodes.length); next <= last; next = leavesIn(nodes.length)) {
    signal?.throwIfAborted()
    const numbers = Array.from({ length: Math.min(WIDTH, last - next + 1) }, (_, i) => next + i)
    for (const leaf of await Promise.all(numbers.map(leafOf))) appendLeaf(nodes, hash, leaf)
  }
  nodes.sync()
}

async function isLast(
  nodes: FileNodes,
  index: number,
  leafOf: (number: number) => Promise<Uint8Array>,
): Promise<boolean> {
  return leafOf(index).then(
    (leaf) => equal(nodes.at(nodesOf(index)), leaf),
    (error) => {
      // A chain that is shorter is another; a node that does not answer is no reason to begin again.
      if (error instanceof RangeError) return false
      throw error
    },
  )
}

async function blockHash(provider: JsonRpcProvider, number: number): Promise<Hex> {
  const block = await provider.getBlock(number)
  if (block?.hash == null) throw new RangeError(`the node has no block ${number}`)
  return block.hash as Hex
}
