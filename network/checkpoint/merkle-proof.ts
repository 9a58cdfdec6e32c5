import { HASH_BYTES, type MerkleHash } from './merkle-hash.ts'

/**
 * RFC 9162 §2.1.3.2: the root that a leaf and its inclusion proof lead to, or undefined where the proof has not the
 * length that index and size ask for. Sizes below 2³¹. Every argument may come from an attacker.
 */
export function rootFromInclusion(
  hash: MerkleHash,
  { index, size, leaf, proof }: { index: number; size: number; leaf: Uint8Array; proof: readonly Uint8Array[] },
): Uint8Array | undefined {
  if (!isSize(size) || !isSize(index) || index >= size || proof.some(wrongLength)) return undefined
  let [fn, sn, root] = [index, size - 1, leaf]
  for (const node of proof) {
    if (sn === 0) return undefined
    if ((fn & 1) === 1 || fn === sn) {
      root = hash.node(node, root)
      while ((fn & 1) === 0 && fn !== 0) [fn, sn] = [fn >>> 1, sn >>> 1]
    } else {
      root = hash.node(root, node)
    }
    ;[fn, sn] = [fn >>> 1, sn >>> 1]
  }
  return sn === 0 ? root : undefined
}

export interface Consistency {
  readonly first: number
  readonly second: number
  readonly firstRoot: Uint8Array
  readonly secondRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** RFC 9162 §2.1.4.2: whether the log of `first` leaves begins the log of `second`. Every argument may come from an attacker. */
export function isConsistent(hash: MerkleHash, { first, second, firstRoot, secondRoot, proof }: Consistency): boolean {
  if (!isSize(first) || !isSize(second) || first < 1 || first > second || proof.some(wrongLength)) return false
  if (first === second) return proof.length === 0 && equal(firstRoot, secondRoot)
  const path = isPowerOfTwo(first) ? [firstRoot, ...proof] : [...proof]
  const [start, ...rest] = path
  if (start === undefined) return false
  let [fn, sn] = [first - 1, second - 1]
  while ((fn & 1) === 1) [fn, sn] = [fn >>> 1, sn >>> 1]
  let [fr, sr] = [start, start]
  for (const node of rest) {
    if (sn === 0) return false
    if ((fn & 1) === 1 || fn === sn) {
      fr = hash.node(node, fr)
      sr = hash.node(node, sr)
      while ((fn & 1) === 0 && fn !== 0) [fn, sn] = [fn >>> 1, sn >>> 1]
    } else {
      sr = hash.node(sr, node)
    }
    ;[fn, sn] = [fn >>> 1, sn >>> 1]
  }
  return sn === 0 && equal(fr, firstRoot) && equal(sr, secondRoot)
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31
}

function wrongLength(node: Uint8Array): boolean {
  return node.length !== HASH_BYTES
}

function isPowerOfTwo(value: number): boolean {
  return (value & (value - 1)) === 0
}
