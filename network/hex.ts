import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

/** Bytes as text: `0x` and an even number of lower-case hex digits. */
export type Hex = `0x${string}`

export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`
}

/** @throws RangeError or Error where `hex` is not `0x` and an even number of hex digits. */
export function fromHex(hex: string): Uint8Array {
  if (!hex.startsWith('0x')) throw new RangeError(`hex without 0x: ${hex.slice(0, 12)}`)
  return hexToBytes(hex.slice(2))
}

/** A whole number as the shortest hex that JSON-RPC and genesis files use: no leading zeros, `0x0` for zero. */
export function quantity(value: number | bigint): Hex {
  return `0x${value.toString(16)}`
}
