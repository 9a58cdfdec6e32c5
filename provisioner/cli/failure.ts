import { CommanderError } from 'commander'
import { InputProblems } from '../../network/input-problems.ts'
import type { Problem } from '../../network/problem.ts'
import { type Facts, QuorateError } from '../../network/quorate-error.ts'
import { diskFull, saysDiskFull } from '../home/disk-full.ts'
import { codes } from './codes.ts'
import { commands } from './commands.ts'
import { offline } from './table/offline.ts'

/** 1 refused or findings; 2 usage or input; 70 a bug of ours. */
export function exitCode(error: unknown): number {
  if (saysDiskFull(error)) return 1
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

/** What stopped a command, as programs read it. */
export function errorDocument(error: unknown) {
  const { code, message: says, facts, remedy } = asQuorateError(error)
  return { error: { code, says, facts, remedy } }
}

/** What stopped a command, in lines for people. */
export function errorLines(error: unknown): string[] {
  const known = asQuorateError(error)
  const lines = known instanceof InputProblems ? known.problems.flatMap(problemLines) : factLines(known.facts)
  return ['', `${known.code}: ${known.message}`, ...lines, `  → ${known.remedy}`]
}

/** A problem as its reader wants it: the place, what stands there, what should. */
export function problemLines(problem: Problem): string[] {
  const { file, line, column, path, whose, code, found, expected } = problem
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  const head = [place, path, whose === undefined ? undefined : `(${whose})`].filter((part) => part).join('  ')
  return ['', `  ${head}  ${code}`, `    found     ${found}`, `    expected  ${expected}`]
}

function factLines(facts: Facts): string[] {
  const width = Math.max(0, ...Object.keys(facts).map((name) => name.length))
  return Object.entries(facts).map(([name, fact]) => `  ${name.padEnd(width)}  ${factText(fact)}`)
}

function factText(fact: unknown): string {
  return typeof fact === 'string' ? fact : JSON.stringify(fact)
}

function asQuorateError(error: unknown): QuorateError {
  if (error instanceof QuorateError) return error
  if (error instanceof CommanderError) {
    const says = error.message.replace(/^error: /, '')
    if (/^unknown option '--offline\b/.test(says)) return notOffline()
    return new QuorateError('USAGE', says, { remedy: 'See `quorate --help`, or the command with --help.' })
  }
  if (saysDiskFull(error)) {
    const { path = 'a file that was to be written' } = error as NodeJS.ErrnoException
    return diskFull(path, error)
  }
  const says = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new QuorateError('BUG', says, { remedy: 'This is a bug in quorate. Report it with this text.', cause: error })
}

/** Only officers' keys are ever elsewhere. */
function notOffline(): QuorateError {
  const takers = commands.filter(({ options }) => options?.some(({ flags }) => flags === offline.flags))
  return new QuorateError(
    'OFFLINE_NEEDS_KEY',
    'This command sends nothing by an officer’s key, and takes no --offline.',
    {
      facts: { takeIt: takers.map(({ name }) => name) },
      remedy:
        'Run it without --offline: agent, checkpoint and relayer keys sign by themselves, where the member’s agent runs.',
    },
  )
}
