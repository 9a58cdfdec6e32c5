import { bytesToHex } from '@noble/hashes/utils.js'
import { fromHex, type Hex } from './hex.ts'

/**
 * Names on chain are short ASCII slugs, left-aligned and padded with zeros: readable in every explorer, the hash of
 * nothing, and, as an organisation's id, an address to which no key exists.
 */
function slugHex(slug: string, size: number): Hex {
  const ascii = new TextEncoder().encode(slug)
  if (ascii.length > size) throw new RangeError(`slug longer than ${size} bytes: ${slug}`)
  return `0x${bytesToHex(ascii).padEnd(size * 2, '0')}`
}

/** The address that stands for the member of this name on the consortium chain (20 bytes, lower case). */
export function organisationId(member: string): Hex {
  return slugHex(member, 20)
}

/** A chamber's or node's name as `bytes32`. */
export function slugBytes32(slug: string): Hex {
  return slugHex(slug, 32)
}

/**
 * The slug that an organisation id or a `bytes32` name spells; the hex itself where it spells none, since whoever
 * proposes a call chooses these bytes, and a terminal would obey some of them.
 */
export function slugOf(hex: string): string {
  const bytes = fromHex(hex.toLowerCase())
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1
  const text = new TextDecoder().decode(bytes.subarray(0, end))
  return /^[a-z][a-z0-9-]*$/.test(text) ? text : hex
}
