export interface LineColumn {
  readonly line: number
  readonly column: number
}

/** Turns offsets into lines and columns, both from 1. CR, LF and CRLF end a line; a byte order mark takes no column. */
export function lineColumns(text: string): (offset: number) => LineColumn {
  const starts = [0]
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length)
  return (offset) => {
    const line = lastAtOrBefore(starts, offset)
    const mark = line === 0 && text.startsWith('\uFEFF') ? 1 : 0
    return { line: line + 1, column: Math.max(1, offset - (starts[line] ?? 0) - mark + 1) }
  }
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
