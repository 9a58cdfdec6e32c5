import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { getAddress, TypedDataEncoder, type TypedDataField } from 'ethers'
import { fromHex, type Hex, toHex } from './hex.ts'

/** EIP-712 typed data: what a key signs. The domain's salt ties it to one consortium, so that nothing replays. */
export interface TypedData {
  readonly domain: {
    /** What cards and files are signed in; a contract that takes signatures itself has a name of its own. */
    readonly name: 'quorate' | 'EmergencyCouncil'
    readonly version: '1'
    readonly chainId: number
    readonly verifyingContract?: Hex
    readonly salt: Hex
  }
  readonly types: Readonly<Record<string, readonly TypedDataField[]>>
  readonly message: Readonly<Record<string, unknown>>
}

/** The 32 bytes that are signed. */
export function typedDigest(data: TypedData): Hex {
  return TypedDataEncoder.hash(data.domain, mutableTypes(data), data.message) as Hex
}

/** The same as wallets take it: the parameter of `eth_signTypedData_v4`. */
export function typedPayload(data: TypedData): object {
  return TypedDataEncoder.getPayload(data.domain, mutableTypes(data), data.message)
}

/**
 * The address (EIP-55) whose key made the signature, or undefined where it is none. Only the one spelling that the
 * contracts take counts, so that a signed file has one form: 65 bytes r ‖ s ‖ v, low s (EIP-2), v 27 or 28.
 */
export function signerOf(digest: Hex, signature: string): string | undefined {
  const [, rs = '', v] = /^0x([0-9a-f]{128})(1b|1c)$/.exec(signature) ?? []
  if (v === undefined) return undefined
  try {
    const signed = secp256k1.Signature.fromHex(rs).addRecoveryBit(v === '1b' ? 0 : 1)
    if (signed.hasHighS()) return undefined
    return getAddress(
      toHex(keccak_256(signed.recoverPublicKey(fromHex(digest)).toBytes(false).subarray(1)).subarray(12)),
    )
  } catch {
    return undefined
  }
}

/** ethers takes arrays that it may change. */
export function mutableTypes(data: TypedData): Record<string, TypedDataField[]> {
  return Object.fromEntries(Object.entries(data.types).map(([name, fields]) => [name, [...fields]]))
}
