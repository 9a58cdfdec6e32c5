import { recoverAddress, TypedDataEncoder, type TypedDataField } from 'ethers'
import type { Hex } from './hex.ts'

/** EIP-712 typed data: what a key signs. The domain's salt ties it to one consortium, so that nothing replays. */
export interface TypedData {
  readonly domain: { readonly name: 'quorate'; readonly version: '1'; readonly chainId: number; readonly salt: Hex }
  readonly types: Readonly<Record<string, readonly TypedDataField[]>>
  readonly message: Readonly<Record<string, unknown>>
}

/** The 32 bytes that are signed. */
export function typedDigest(data: TypedData): Hex {
  return TypedDataEncoder.hash(data.domain, mutableTypes(data), data.message) as Hex
}

/** The address whose key made the signature (65 bytes, low s), or undefined where it is none. */
export function signerOf(digest: Hex, signature: string): string | undefined {
  try {
    return recoverAddress(digest, signature)
  } catch {
    return undefined
  }
}

/** ethers takes arrays that it may change. */
export function mutableTypes(data: TypedData): Record<string, TypedDataField[]> {
  return Object.fromEntries(Object.entries(data.types).map(([name, fields]) => [name, [...fields]]))
}
