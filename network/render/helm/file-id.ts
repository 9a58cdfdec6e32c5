import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Key of a text in the chart's `files`: says what it is, and changes with the text. */
export function fileId(name: string, text: string): string {
  const word = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  return `${(word === '' ? 'file' : word).slice(0, 40)}-${bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16)}`
}
