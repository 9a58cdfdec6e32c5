import { getAddress } from 'ethers'
import { z } from 'zod'
import { memberName as describedMember, nodeName } from './consortium/schema/names.ts'
import type { Hex } from './hex.ts'

/** Fields that the signed files share. Each value has one spelling, so that equal files are equal bytes. */

const hex = (bytes: number, what: string) =>
  z.custom<Hex>(
    (value) => typeof value === 'string' && new RegExp(`^0x[0-9a-f]{${bytes * 2}}$`).test(value),
    `${what}: 0x and ${bytes * 2} lower-case hex digits`,
  )

/** An address where bytes count and no person reads it: a key of genesis' alloc. */
export const address20 = hex(20, 'an address')

export const hash32 = hex(32, 'a hash')
/** secp256k1 public key, uncompressed, without the leading 04: x ‖ y. */
export const publicKey64 = hex(64, 'a public key')
/** r ‖ s ‖ v. */
export const signature65 = hex(65, 'a signature')
export const anyHex = z.custom<Hex>(
  (value) => typeof value === 'string' && /^0x([0-9a-f]{2})*$/.test(value),
  'bytes: 0x and lower-case hex digits, two for each',
)

/** A key's signature, or what a contract takes in the place of one (ERC-1271). */
export const approvalBytes = anyHex.refine((bytes) => bytes.length <= 2 + 2 * 8192, 'at most 8192 bytes')

/** A number as JSON-RPC and genesis files write it. */
export const quantityHex = z.custom<Hex>(
  (value) => typeof value === 'string' && /^0x(0|[1-9a-f][0-9a-f]{0,63})$/.test(value),
  'a number: 0x and at most 64 lower-case hex digits without leading zeros',
)

export const address = z.custom<Hex>(isChecksummed, 'an address in its EIP-55 spelling')

function isChecksummed(value: unknown): boolean {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(value)) return false
  try {
    return getAddress(value) === value
  } catch {
    return false
  }
}

/** Names are those of the description: its schema is their one source. */
export const memberName = describedMember
/** A chamber's or a node's. */
export const slug = nodeName
export const duty = z.enum(['validator', 'observer'])
export const chainId = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)

/** A moment in whole seconds, UTC, from 1970 on: contracts count in unsigned seconds. */
export const instant = z
  .string()
  .refine(
    (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && secondsOf(text) >= 0 && isoOf(secondsOf(text)) === text,
    'a moment such as 2026-09-01T00:00:00Z',
  )

/** Unix seconds of an instant. */
export function secondsOf(instantText: string): number {
  return Date.parse(instantText) / 1000
}

/** The instant of Unix seconds; empty where there is none. */
export function isoOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace('.000Z', 'Z')
}
