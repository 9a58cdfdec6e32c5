import type { TransactionLike, TypedDataDomain, TypedDataField } from 'ethers'
import type { Hex } from '../../network/hex.ts'

/** Who signs for a member. Where the key stands (keystore, web3signer, HSM) is the implementation's own affair. */
export interface Signer {
  /** Lower case. */
  readonly address: Hex
  /** EIP-712; `types` without EIP712Domain. Gives r, s, v: 65 bytes, s in the lower half. */
  signTypedData(domain: TypedDataDomain, types: TypedDataTypes, value: Readonly<Record<string, unknown>>): Promise<Hex>
  /** Signs 32 bytes as they are: no prefix, no further hash. */
  signDigest(digest: Hex): Promise<Hex>
  /** The signed transaction, ready for `eth_sendRawTransaction`. */
  signTransaction(transaction: TransactionLike<string>): Promise<Hex>
  /** Secret bytes that follow from the key and tell nothing of it: HKDF-SHA-256 (RFC 5869) for one purpose. */
  derive(purpose: string, options: { readonly salt: Hex; readonly length: number }): Uint8Array
}

export type TypedDataTypes = Readonly<Record<string, TypedDataField[]>>
