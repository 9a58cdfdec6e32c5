import { HASH_BYTES, type MerkleHash } from './merkle-hash.ts'

/**
 * Where a log's complete nodes stand, 32 bytes each, in the order in which they become complete: a leaf, then every
 * parent it completes. So a log only ever grows at its end, any prefix that ends with a leaf's last parent is a whole
 * log, and a node's place follows from arithmetic alone.
 */
export interface NodeStore {
  /** How many nodes it holds. */
  readonly length: number
  /** The node at a place; 32 bytes that the caller does not change. */
  at(place: number): Uint8Array
  append(node: Uint8Array): void
}

/** Nodes that a log of so many leaves has: every complete subtree of a power of two. */
export function nodesOf(leaves: number): number {
  return 2 * leaves - ones(leaves)
}

/** The largest log that so many nodes hold whole, in leaves; what is beyond it was cut short. */
export function leavesIn(nodes: number): number {
  let leaves = Math.ceil(nodes / 2)
  while (nodesOf(leaves + 1) <= nodes) leaves += 1
  while (nodesOf(leaves) > nodes) leaves -= 1
  return leaves
}

/** Appends a leaf's hash and every parent that it completes. @returns the number of leaves now. */
export function appendLeaf(store: NodeStore, hash: MerkleHash, leaf: Uint8Array): number {
  const index = leavesIn(store.length)
  store.append(leaf)
  let node = leaf
  for (let level = 0; ((index >>> level) & 1) === 1; level += 1) {
    node = hash.node(store.at(placeOf(level, (index >>> level) - 1)), node)
    store.append(node)
  }
  return index + 1
}

/** Root of the first `size` leaves (RFC 9162 §2.1.1). @throws RangeError beyond what the store holds. */
export function rootOf(store: NodeStore, hash: MerkleHash, size: number): Uint8Array {
  refuseBeyond(store, size)
  return size === 0 ? hash.empty : subtree(store, hash, { from: 0, size })
}

/** RFC 9162 §2.1.3.1: the nodes that lead from leaf `index` to the root of the first `size` leaves. */
export function inclusionProof(store: NodeStore, hash: MerkleHash, at: { index: number; size: number }): Uint8Array[] {
  refuseBeyond(store, at.size)
  if (at.index < 0 || at.index >= at.size) throw new RangeError(`leaf ${at.index} of a log of ${at.size}`)
  const proof: Uint8Array[] = []
  let range = { from: 0, size: at.size }
  while (range.size > 1) {
    const [left, right] = halves(range)
    const [mine, other] = at.index < right.from ? [left, right] : [right, left]
    proof.unshift(subtree(store, hash, other))
    range = mine
  }
  return proof
}

/** RFC 9162 §2.1.4.1: the nodes that show that the first `first` leaves begin the first `second` ones. */
export function consistencyProof(
  store: NodeStore,
  hash: MerkleHash,
  at: { first: number; second: number },
): Uint8Array[] {
  const { first, second } = at
  refuseBeyond(store, second)
  if (first < 1 || first > second) throw new RangeError(`no consistency proof from ${first} to ${second} leaves`)
  const proof: Uint8Array[] = []
  let range = { from: 0, size: second }
  while (first !== range.from + range.size) {
    const [left, right] = halves(range)
    const [mine, other] = first <= right.from ? [left, right] : [right, left]
    proof.unshift(subtree(store, hash, other))
    range = mine
  }
  // The old root itself is known to who asks, where the old log is one whole subtree.
  return range.from === 0 ? proof : [subtree(store, hash, range), ...proof]
}

interface Range {
  readonly from: number
  readonly size: number
}

/** Split at the largest power of two below the size. */
function halves({ from, size }: Range): [Range, Range] {
  const left = 2 ** (32 - Math.clz32(size - 1) - 1)
  return [
    { from, size: left },
    { from: from + left, size: size - left },
  ]
}

function subtree(store: NodeStore, hash: MerkleHash, range: Range): Uint8Array {
  const level = 31 - Math.clz32(range.size)
  if (range.size === 2 ** level) return store.at(placeOf(level, range.from / range.size))
  const [left, right] = halves(range)
  return hash.node(subtree(store, hash, left), subtree(store, hash, right))
}

/** A node stands `level` places after the last leaf below it. */
function placeOf(level: number, index: number): number {
  const last = (index + 1) * 2 ** level - 1
  return nodesOf(last) + level
}

function refuseBeyond(store: NodeStore, size: number): void {
  if (size < 0 || nodesOf(size) > store.length) throw new RangeError(`a log of ${size} leaves is not in the store`)
}

/** Bits that are set; below 2³². */
function ones(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Nodes in memory, in one buffer that doubles. */
export class MemoryNodes implements NodeStore {
  #bytes = new Uint8Array(1024 * HASH_BYTES)
  #length = 0

  get length(): number {
    return this.#length
  }

  at(place: number): Uint8Array {
    return this.#bytes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES)
  }

  append(node: Uint8Array): void {
    const end = (this.#length + 1) * HASH_BYTES
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(node, end - HASH_BYTES)
    this.#length += 1
  }
}
