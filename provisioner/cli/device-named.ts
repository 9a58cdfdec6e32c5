import type { Hex } from '../../network/hex.ts'
import { usage } from './input.ts'

/** A device as `device enrol` prints it. */
export function deviceNamed(text: string): Hex {
  if (/^0x[0-9a-f]{64}$/.test(text)) return text as Hex
  throw usage(`"${text}" is no device: 0x and 64 digits, as \`device enrol\` prints them, was expected.`)
}
