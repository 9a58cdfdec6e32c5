import { harmless } from '../harmless.ts'

const LONGEST = 240

/** Text that others wrote, as it may be shown: one line, of bounded length, and nothing that moves a terminal's cursor. */
export function printable(text: string, longest = LONGEST): string {
  const line = harmless(text.replace(/\s+/g, ' '))
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}
