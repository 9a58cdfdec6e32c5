/** A line of Besu's log, with what belongs to it below (stack traces). */
export interface LogEntry {
  /** Unix seconds; undefined where the line tells none. */
  readonly time: number | undefined
  readonly text: string
}

// Terminals' colours, where somebody turned them on.
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what has to be taken out
const COLOUR = /\u001b\[[0-9;]*m/g
const TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?/

/** The entries of a log: lines that begin with a time, each with the lines that follow it and have none. */
export function logEntries(lines: readonly string[]): LogEntry[] {
  const entries: { time: number | undefined; text: string }[] = []
  for (const raw of lines) {
    const text = raw.replace(COLOUR, '')
    const time = timeOf(text)
    const last = entries.at(-1)
    if (time === undefined && last !== undefined) last.text += `\n${text}`
    else entries.push({ time, text })
  }
  return entries
}

function timeOf(text: string): number | undefined {
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const zone = match[7] ?? 'Z'
  const offset =
    zone === 'Z' ? 0 : Number(`${zone.slice(0, 1)}1`) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60)
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset
}
