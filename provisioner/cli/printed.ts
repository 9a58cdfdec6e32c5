import { harmless } from '../../network/harmless.ts'
import { wrap } from './wrap.ts'

/**
 * A text as lines of a terminal. Much of what commands print was written by others: proposals, cards, files, nodes. So
 * nothing in it moves the cursor, and none of its further lines passes for a line of ours.
 * @param columns of the terminal; undefined where none is.
 */
export function printed(text: string, columns: number | undefined): string[] {
  const [first = '', ...further] = text.split('\n')
  return [first, ...further.map((line) => `    | ${line}`)].flatMap((line) => wrap(harmless(line), columns))
}

/** A document as JSON, in which what a terminal would act on is escaped. */
export function printedJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[\p{Zl}\p{Zp}]|[^\P{C}\n]/gu, escaped)
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
