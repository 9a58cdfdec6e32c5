import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Property } from './artifacts.ts'

export interface Outcome {
  readonly verdict: 'proven' | 'refuted' | 'open'
  readonly paths: number
  readonly seconds: number
  /** Why it is neither proven nor refuted. */
  readonly why?: string
}
interface Result {
  readonly name: string
  readonly exitcode: number
  /** All, those that ended well, those that halmos could not follow. */
  readonly num_paths: readonly [number, number, number]
  /** All, along paths, in solvers. */
  readonly time: readonly [number, number, number]
  readonly num_bounded_loops: number
}

/** What halmos says of one property. Whatever is not answered, or cut short, is open. */
const EXITS = [
  'proven',
  'refuted',
  'a solver took too long',
  'a path could not be followed',
  'every path reverts',
] as const
/** No loop here has as many turns: a loop that had more would be cut, counted, and its property open. */
const TURNS = '100'

export async function prove(
  halmos: string,
  folder: string,
  property: Property,
  options: readonly string[] = [],
): Promise<Outcome> {
  const [contract = '', name = ''] = property.split('.')
  const report = join(folder, `${property}.json`)
  rmSync(report, { force: true })
  const limits = ['--loop', TURNS, '--solver-timeout-branching', '10ms', '--solver-timeout-assertion', '300s']
  const args = ['--contract', contract, '--match-test', `^${name}\\(`, '--json-output', report, ...limits, ...options]
  const env = { ...process.env, PATH: [join(folder, 'bin'), process.env.PATH ?? ''].join(delimiter) }
  const said = await output(halmos, [...args, '--no-status'], { cwd: folder, env })
  const result = resultIn(report)
  if (result === undefined) return { verdict: 'open', paths: 0, seconds: 0, why: lastLine(said) }
  const [paths] = result.num_paths
  const [seconds] = result.time
  if (result.num_bounded_loops > 0) return { verdict: 'open', paths, seconds, why: `a loop had over ${TURNS} turns` }
  const exit = EXITS[result.exitcode]
  if (exit === 'proven' || exit === 'refuted') return { verdict: exit, paths, seconds }
  return { verdict: 'open', paths, seconds, why: exit ?? 'halmos failed' }
}

/** It exits with 1 where anything is refuted. */
function output(program: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  return new Promise<string>((resolve) => {
    execFile(program, args, { ...options, maxBuffer: 2 ** 30 }, (_, out, errors) => resolve(out + errors))
  })
}

function resultIn(report: string): Result | undefined {
  try {
    const { test_results } = JSON.parse(readFileSync(report, 'utf8')) as { test_results: Record<string, Result[]> }
    return Object.values(test_results).flat()[0]
  } catch {
    return undefined
  }
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? 'it said nothing'
}
