import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { fromHex, type Hex, toHex } from '../../network/hex.ts'

/**
 * A secp256k1 key in memory. It prints as its address: the secret is in a private field, which neither
 * `JSON.stringify` nor `util.inspect` reads, and leaves only through `reveal`.
 */
export class PrivateKey {
  readonly #secret: Hex
  /** Lower case, 20 bytes. */
  readonly address: Hex
  /** Uncompressed without the leading 0x04: 64 bytes, as enode URLs write it. */
  readonly publicKey: Hex

  /** @throws RangeError where `secret` is not 32 bytes of hex within the curve's order; it never repeats the secret. */
  constructor(secret: Hex) {
    if (!isSecret(secret)) throw new RangeError('not a secp256k1 private key')
    this.#secret = secret.toLowerCase() as Hex
    const point = secp256k1.getPublicKey(fromHex(this.#secret), false).subarray(1)
    this.publicKey = toHex(point)
    this.address = toHex(keccak_256(point).subarray(12))
  }

  /** A new key from 48 bytes of chance: more than 32, so that reducing to the curve's order leaves no bias. */
  static generate(randomBytes: (length: number) => Uint8Array): PrivateKey {
    return new PrivateKey(toHex(secp256k1.utils.randomSecretKey(randomBytes(48))))
  }

  /** The secret, 0x and 64 digits. Whoever calls this owns where it goes next. */
  reveal(): Hex {
    return this.#secret
  }
}

function isSecret(secret: string): boolean {
  return /^0x[0-9a-fA-F]{64}$/.test(secret) && secp256k1.utils.isValidSecretKey(fromHex(secret))
}
