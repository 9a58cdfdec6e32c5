import { CommanderError } from 'commander'
import { InputProblems } from '../../network/input-problems.ts'
import type { Problem } from '../../network/problem.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { codes } from './codes.ts'

interface Streams {
  readonly json: boolean
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
}

/** 1 refused or findings; 2 usage or input; 70 a bug of ours. */
export function exitCode(error: unknown): number {
  if (error instanceof CommanderError || error instanceof InputProblems) return 2
  if (error instanceof QuorateError) return codes[error.code]?.exit ?? 1
  return 70
}

/** What a person stopped is no failure of the command. */
export function interrupted(cause: unknown): QuorateError {
  return new QuorateError('INTERRUPTED', 'Stopped by a signal before it was done.', {
    remedy: 'Run the command again; it goes on where it stopped.',
    cause,
  })
}

/** Shows what stopped a command: with `--json` as one document on stdout, else as text on stderr. */
export function showError(error: unknown, { json, stdout, stderr }: Streams): void {
  const known = asQuorateError(error)
  const { code, facts, remedy, message: says } = known
  if (json) {
    stdout.write(`${JSON.stringify({ error: { code, says, facts, remedy } }, null, 2)}\n`)
    return
  }
  stderr.write(`\n${code}: ${says}\n`)
  if (known instanceof InputProblems) for (const problem of known.problems) stderr.write(problemText(problem))
  else for (const [name, fact] of Object.entries(facts)) stderr.write(`  ${name.padEnd(10)} ${factText(fact)}\n`)
  stderr.write(`  → ${remedy}\n`)
}

/** A problem as its reader wants it: the place, what stands there, what should. */
export function problemText(problem: Problem): string {
  const { file, line, column, path, whose, code, found, expected } = problem
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  const head = [place, path, whose === undefined ? undefined : `(${whose})`].filter((part) => part).join('  ')
  return `\n  ${head}  ${code}\n    found     ${found}\n    expected  ${expected}\n`
}

function factText(fact: unknown): string {
  return typeof fact === 'string' ? fact : JSON.stringify(fact)
}

function asQuorateError(error: unknown): QuorateError {
  if (error instanceof QuorateError) return error
  if (error instanceof CommanderError) {
    const says = error.message.replace(/^error: /, '')
    return new QuorateError('USAGE', says, { remedy: 'See `quorate --help`, or the command with --help.' })
  }
  const says = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new QuorateError('BUG', says, { remedy: 'This is a bug in quorate. Report it with this text.', cause: error })
}
