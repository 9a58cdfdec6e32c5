import type { z } from 'zod'
import type { FoundProblem } from './found-problem.ts'
import { nearest } from './nearest.ts'
import { shown } from './shown.ts'
import { type Path, pathText } from './yaml/path-text.ts'

type Issue = z.core.$ZodIssue

/**
 * What a schema found wrong, one problem per place. The message of each of our schemas says what it expected.
 * @param value what was judged. @param secret whether the value at a path must not be repeated.
 */
export function schemaProblems(
  issues: readonly Issue[],
  value: unknown,
  secret: (path: Path) => boolean = () => false,
): FoundProblem[] {
  const first = new Map<string, FoundProblem>()
  for (const problem of issues.flatMap((issue) => problemsOf(issue, value, secret))) {
    const key = pathText(problem.path)
    if (!first.has(key)) first.set(key, problem)
  }
  return [...first.values()]
}

function problemsOf(issue: Issue, value: unknown, secret: (path: Path) => boolean): FoundProblem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField([...path, key], key, issue.message))
  }
  const here = valueAt(value, path)
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? issue.message
    return [{ code: 'FIELD_INVALID', path, part: 'key', found: shown(path.at(-1)), expected }]
  }
  if (here === undefined || here === null) {
    return [{ code: 'FIELD_MISSING', path, found: 'nothing', expected: issue.message }]
  }
  const found = secret(path) && typeof here === 'string' ? 'a text (not shown)' : shown(here)
  const hex =
    typeof here === 'string' && /^-?0x/i.test(here) && issue.code === 'invalid_type' && issue.expected === 'number'
  return [{ code: hex ? 'NUMBER_IN_HEX' : 'FIELD_INVALID', path, found, expected: issue.message }]
}

/** The message of a closed mapping ends in the fields it has. */
function unknownField(path: Path, key: string, message: string): FoundProblem {
  const fields = message.replace(/^.*fields /, '').split(', ')
  const meant = nearest(key, fields)
  const expected = meant === undefined ? `one of ${fields.join(', ')}` : `${meant}?`
  return { code: 'FIELD_UNKNOWN', path, part: 'key', found: shown(key), expected }
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inside, step) => {
    if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, step)) return undefined
    return (inside as Record<string | number, unknown>)[step]
  }, value)
}
