/** base64url without padding, as evidence writes bytes. Written here since Node and browsers share no other that is strict. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter.charCodeAt(0), value]))

export function toBase64(bytes: Uint8Array): string {
  let [text, held, bits] = ['', 0, 0]
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff
    bits += 8
    for (; bits >= 6; bits -= 6) text += ALPHABET[(held >>> (bits - 6)) & 63]
  }
  return bits === 0 ? text : text + ALPHABET[(held << (6 - bits)) & 63]
}

/** Undefined for any text but the one that `toBase64` gives for the same bytes. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let [held, bits, length] = [0, 0, 0]
  for (let i = 0; i < text.length; i += 1) {
    const value = VALUES.get(text.charCodeAt(i))
    if (value === undefined) return undefined
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[length++] = held >>> bits
  }
  return (held & ((1 << bits) - 1)) === 0 ? bytes : undefined
}

/** Byte strings of one length that stand in a text one after the other. */
export function unpack(text: string, length: number): Uint8Array[] {
  const bytes = fromBase64(text) ?? new Uint8Array()
  return Array.from({ length: bytes.length / length }, (_, i) => bytes.subarray(i * length, (i + 1) * length))
}
