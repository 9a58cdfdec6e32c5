import { z } from 'zod'
import { fromHex, type Hex, toHex } from '../hex.ts'
import { fromBase64, toBase64, unpack } from './base64.ts'

/** How evidence writes bytes: base64url without padding, the one spelling that `toBase64` gives. A third shorter than hex. */

/** Byte strings of one length, one after the other; so many at most. */
export const packed = (length: number, most: number) =>
  z
    .string()
    .max(Math.ceil((length * most * 4) / 3))
    .regex(/^[A-Za-z0-9_-]*$/)
    .refine((text) => {
      const bytes = fromBase64(text)?.length
      return bytes !== undefined && bytes % length === 0 && bytes <= length * most
    }, `base64url of at most ${most} times ${length} bytes`)

/** Bytes of one length. */
export const packedOnce = (length: number) => {
  const letters = Math.ceil((length * 4) / 3)
  return z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{${letters}}$`), `base64url of ${length} bytes`)
    .refine((text) => fromBase64(text)?.length === length, `base64url of ${length} bytes`)
}

/** Bytes of one length, which the program holds as hex. */
const bytes = (length: number) =>
  z.codec(packedOnce(length), z.custom<Hex>(), { decode: hexOf, encode: (hex) => toBase64(fromHex(hex)) })

export const hashBytes = bytes(32)
export const addressBytes = bytes(20)

/** Addresses, one after the other, sorted. At most as many as the public contract takes. */
export const addressList = z.codec(packed(20, 255), z.custom<Hex[]>(), {
  decode: (text) => unpack(text, 20).map(toHex),
  encode: (addresses) => toBase64(Uint8Array.from(addresses.flatMap((address) => [...fromHex(address)]))),
})

function hexOf(text: string): Hex {
  return toHex(fromBase64(text) ?? new Uint8Array())
}
