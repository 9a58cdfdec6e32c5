/** Narrower than this nothing can be shown well anyway. */
const NARROWEST = 40

/**
 * A line as lines of a terminal, broken between words; what goes on is indented below what it belongs to.
 * @param columns of the terminal; undefined where none is, and then the line stays as it is.
 */
export function wrap(line: string, columns: number | undefined): string[] {
  if (columns === undefined || columns < NARROWEST || line.length <= columns) return [line]
  const [indent = ''] = /^ */.exec(line) ?? []
  const lines: string[] = []
  let current = ''
  // Blanks stay with the word before them, so that columns stay columns.
  for (const word of line.match(/^ *\S+ *|\S+ */g) ?? []) {
    if (current.trim() !== '' && (current + word).trimEnd().length > columns) {
      lines.push(current.trimEnd())
      current = `${indent}  `
    }
    current += word
  }
  return [...lines, current.trimEnd()]
}
