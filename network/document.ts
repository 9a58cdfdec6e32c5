import type { z } from 'zod'
import type { Problem } from './problem.ts'

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Larger than any lock of a hundred members; a file beyond it is refused before it is parsed. */
const LARGEST_DOCUMENT = 16 * 1024 * 1024

const MOST_PROBLEMS = 100

/** Reads one of quorate's JSON files by its schema. The sender controls the text. */
export function parseDocument<S extends z.ZodType>(schema: S, text: string, file: string): Parsed<z.output<S>> {
  if (text.length > LARGEST_DOCUMENT) {
    return refuse({
      code: 'DOCUMENT_TOO_LARGE',
      file,
      found: `${text.length} characters`,
      expected: `at most ${LARGEST_DOCUMENT}`,
    })
  }
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    return refuse({ code: 'JSON_UNREADABLE', file, found: message(error), expected: 'one whole JSON document' })
  }
  const result = schema.safeParse(document)
  if (result.success) return { ok: true, value: result.data }
  const { issues } = result.error
  const problems = issues.slice(0, MOST_PROBLEMS).map((issue) => problemOf(issue, document, file))
  if (issues.length > MOST_PROBLEMS) problems.push(tooMany(issues.length - MOST_PROBLEMS, file))
  return refuse(...problems)
}

function refuse(...problems: Problem[]): Parsed<never> {
  return { ok: false, problems }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function problemOf(issue: z.core.$ZodIssue, document: unknown, file: string): Problem {
  const found = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    document,
  )
  return {
    code: 'DOCUMENT_MALFORMED',
    file,
    path: issue.path.map(String).join('.') || 'the document',
    found: shown(found),
    expected: issue.message,
  }
}

function tooMany(more: number, file: string): Problem {
  const expected = 'to be checked again when these are mended'
  return { code: 'TOO_MANY_PROBLEMS', file, found: `${more} more`, expected }
}

/** A list or an object is not written out: it may be nested deeper than the stack. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return `an object of ${Object.keys(value).length} fields`
  return JSON.stringify(value).slice(0, 120)
}
