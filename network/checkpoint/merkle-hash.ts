import { sha256 as noble } from '@noble/hashes/sha2.js'

/** SHA-256 of a message: 32 bytes. Whoever has a faster one may bring it. */
export type Sha256 = (message: Uint8Array) => Uint8Array

export const HASH_BYTES = 32

/** RFC 9162 §2.1.1: a leaf is SHA-256(0x00 ‖ data), an inner node SHA-256(0x01 ‖ left ‖ right). */
export interface MerkleHash {
  leaf(data: Uint8Array): Uint8Array
  node(left: Uint8Array, right: Uint8Array): Uint8Array
  /** Root of the log without leaves: SHA-256 of nothing. */
  readonly empty: Uint8Array
}

export function merkleHash(sha256: Sha256 = noble): MerkleHash {
  const inner = new Uint8Array(1 + 2 * HASH_BYTES)
  inner[0] = 1
  return {
    leaf(data) {
      const message = new Uint8Array(1 + data.length)
      message.set(data, 1)
      return sha256(message)
    },
    node(left, right) {
      inner.set(left, 1)
      inner.set(right, 1 + HASH_BYTES)
      return sha256(inner)
    },
    empty: sha256(new Uint8Array()),
  }
}
