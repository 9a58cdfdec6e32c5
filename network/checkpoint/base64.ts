/** base64url without padding, as evidence writes bytes. Written here since Node and browsers share no other that is strict. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export function toBase64(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Undefined for any text but the one that `toBase64` gives for the same bytes. */
export function fromBase64(text: string): Uint8Array | undefined {
  for (const letter of text) if (!ALPHABET.includes(letter)) return undefined
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    )
    return toBase64(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}

/** Byte strings of one length that stand in a text one after the other. */
export function unpack(text: string, length: number): Uint8Array[] {
  const bytes = fromBase64(text) ?? new Uint8Array()
  return Array.from({ length: bytes.length / length }, (_, i) => bytes.subarray(i * length, (i + 1) * length))
}
