import { fromHex, type Hex, toHex } from '../hex.ts'
import { HASH_BYTES, merkleHash } from './merkle-hash.ts'
import { appendLeaf, inclusionProof, MemoryNodes, rootOf } from './merkle-log.ts'

/** Leaves of the smallest tree: below it a tree's size would still tell of single records. */
export const LEAST_LEAVES = 16

/** A tree of commitments, one evidence log entry. What it is made of, kept, gives the same tree again. */
export interface Batch {
  readonly root: Hex
  /** Commitments and padding, sorted: neither the number of records nor their order shows in a place. */
  readonly leaves: readonly Hex[]
}

/** How many random leaves a batch of so many commitments takes. @throws RangeError for none at all. */
export function paddingFor(commitments: number): number {
  if (!Number.isSafeInteger(commitments) || commitments < 1 || commitments > 2 ** 24) {
    throw new RangeError(`a batch of ${commitments} commitments`)
  }
  let size = LEAST_LEAVES
  while (size < commitments) size *= 2
  return size - commitments
}

/**
 * RFC 9162 tree over commitments, filled up to a power of two. All leaves are 32 bytes that look random to whoever lacks
 * the salts, so that, sorted, the true ones cannot be told from the padding.
 * @param padding as many random leaves of 32 bytes as `paddingFor` says, for this batch alone.
 * @throws RangeError where a leaf comes twice, or the padding is of another size.
 */
export function batchOf(commitments: readonly Hex[], padding: readonly Uint8Array[]): Batch {
  const needed = paddingFor(commitments.length)
  const whole = padding.every(({ length }) => length === HASH_BYTES)
  if (padding.length !== needed || !whole) {
    throw new RangeError(`${padding.length} leaves of padding; ${needed} of ${HASH_BYTES} bytes were expected`)
  }
  const leaves = [...commitments, ...padding.map(toHex)].sort()
  if (new Set(leaves).size !== leaves.length) throw new RangeError('a batch holds one leaf twice')
  return { leaves, root: toHex(rootOf(treeOf(leaves), merkleHash(), leaves.length)) }
}

/** What `record` of evidence says of one commitment. @throws RangeError where the batch does not hold it. */
export function placeInBatch({ leaves }: Batch, commitment: Hex): { index: number; path: Uint8Array[] } {
  const index = leaves.indexOf(commitment)
  if (index === -1) throw new RangeError(`the batch does not hold ${commitment}`)
  return { index, path: inclusionProof(treeOf(leaves), merkleHash(), { index, size: leaves.length }) }
}

function treeOf(leaves: readonly Hex[]): MemoryNodes {
  const hash = merkleHash()
  const nodes = new MemoryNodes()
  for (const leaf of leaves) appendLeaf(nodes, hash, hash.leaf(fromHex(leaf)))
  return nodes
}
