import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { type Hex, toHex } from '../hex.ts'

const HALF_ORDER = secp256k1.Point.Fn.ORDER / 2n

/** Who signed a digest. Whoever verifies much of one checkpoint may bring one that remembers: it is nearly all of the time. */
export type Recover = (digest: Uint8Array, signature: Uint8Array) => Hex | undefined

/** The address whose key signed 32 bytes: r ‖ s ‖ v (0, 1, 27 or 28), low s only. Undefined where nobody's did. */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array): Hex | undefined {
  const v = signature[64]
  if (signature.length !== 65 || v === undefined) return undefined
  const recovery = v >= 27 ? v - 27 : v
  if (recovery > 1) return undefined
  try {
    const parsed = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact').addRecoveryBit(recovery)
    if (parsed.s > HALF_ORDER) return undefined
    const point = parsed.recoverPublicKey(digest).toBytes(false).subarray(1)
    return toHex(keccak_256(point).subarray(12))
  } catch {
    return undefined
  }
}

/** EIP-2098: r ‖ (v << 255 | s), 64 bytes, as r ‖ s ‖ v. */
export function fromCompact(compact: Uint8Array): Uint8Array | undefined {
  const top = compact[32]
  if (compact.length !== 64 || top === undefined) return undefined
  const signature = new Uint8Array(65)
  signature.set(compact)
  signature[32] = top & 0x7f
  signature[64] = 27 + (top >>> 7)
  return signature
}
