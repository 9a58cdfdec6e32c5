import { createHash } from 'node:crypto'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What happened. Everything in it is public: a journal is read, copied and shown. */
export interface JournalEntry {
  /** What, dotted, past tense: `step.started`. */
  readonly event: string
  readonly [key: string]: Json
}

/** An entry as it stands in the file; `serial` counts from 1, `previous` is the digest of the line before. */
export interface JournalLine extends JournalEntry {
  readonly serial: number
  /** ISO 8601, UTC. */
  readonly at: string
  readonly previous: string
  /** SHA-256 of this line without its digest: with `previous` it covers the whole journal up to here. */
  readonly digest: string
}

/** `previous` of the first line. */
export const GENESIS = '0'.repeat(64)

/** First line of a journal that takes the place of one that is gone. */
export const LOST = 'journal.lost'

const RESERVED = ['serial', 'at', 'previous', 'digest']

/** @throws RangeError where the entry uses a name that belongs to the line itself: a bug of the caller. */
export function lineOf(
  entry: JournalEntry,
  place: { serial: number; at: string; previous: string },
): { line: JournalLine; text: string } {
  const reserved = RESERVED.find((name) => name in entry)
  if (reserved !== undefined) throw new RangeError(`a journal entry cannot set ${reserved}`)
  const { serial, at, previous } = place
  const { event, ...rest } = entry
  const body = JSON.stringify({ serial, at, event, ...rest, previous })
  const digest = digestOf(body)
  const text = `${body.slice(0, -1)},"digest":"${digest}"}`
  return { line: JSON.parse(text), text }
}

/** Reads one line, its line end cut off. Gives why it is damaged, where it is. */
export function readLine(text: string, place: { serial: number; previous: string }): JournalLine | string {
  const [, body, digest] = /^(\{.*),"digest":"([0-9a-f]{64})"\}$/s.exec(text) ?? []
  if (body === undefined || digest === undefined) return 'it is not a line of a journal'
  if (digestOf(`${body}}`) !== digest) return 'its content and its digest disagree'
  const line = JSON.parse(text) as JournalLine
  if (line.serial !== place.serial) return `serial ${line.serial} stands where ${place.serial} belongs`
  if (line.previous !== place.previous) return 'it does not follow the line before it'
  return line
}

function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}
