import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { SigningKey, Transaction, type TransactionLike, type TypedDataDomain, TypedDataEncoder } from 'ethers'
import { fromHex, type Hex } from '../../network/hex.ts'
import type { PrivateKey } from './private-key.ts'
import type { Signer, TypedDataTypes } from './signer.ts'

/** Signs with an unlocked key of a keystore. The key is in a private field and is never printed. */
export class KeystoreSigner implements Signer {
  readonly #key: SigningKey
  readonly address: Hex

  constructor(key: PrivateKey) {
    this.#key = new SigningKey(key.reveal())
    this.address = key.address
  }

  async signTypedData(
    domain: TypedDataDomain,
    types: TypedDataTypes,
    value: Readonly<Record<string, unknown>>,
  ): Promise<Hex> {
    return this.#sign(TypedDataEncoder.hash(domain, { ...types }, value))
  }

  async signDigest(digest: Hex): Promise<Hex> {
    return this.#sign(digest)
  }

  /** @throws where `from` is given and is not this signer's address. */
  async signTransaction(transaction: TransactionLike<string>): Promise<Hex> {
    const { from, ...rest } = transaction
    if (from != null && from.toLowerCase() !== this.address) throw new RangeError(`not the account of ${from}`)
    const unsigned = Transaction.from(rest)
    unsigned.signature = this.#key.sign(unsigned.unsignedHash)
    return unsigned.serialized as Hex
  }

  derive(purpose: string, { salt, length }: { readonly salt: Hex; readonly length: number }): Uint8Array {
    const secret = fromHex(this.#key.privateKey)
    const derived = hkdf(sha256, secret, fromHex(salt), new TextEncoder().encode(purpose), length)
    secret.fill(0)
    return derived
  }

  #sign(digest: string): Hex {
    return this.#key.sign(digest).serialized as Hex
  }
}
