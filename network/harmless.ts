/** Blanks of every width, and characters that are drawn as one. */
const BLANK = /[\t\p{Zs}\u2800\u3164\u115f\u1160\uffa0]/gu
/** What a terminal acts on, or turns what it shows: controls, formats, separators of lines. */
const OBEYED = /[\p{C}\p{Zl}\p{Zp}]/gu

/** A line that others may have written, as a terminal may have it: it is shown, and moves no cursor. */
export function harmless(line: string): string {
  return line.replace(BLANK, ' ').replace(OBEYED, '')
}
