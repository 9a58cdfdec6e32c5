import type { Problem } from '../problem.ts'
import type { FoundProblem } from './found-problem.ts'
import { type Path, pathText } from './yaml/path-text.ts'
import type { YamlProblem, YamlReading } from './yaml/read-yaml.ts'

const most = 100

/** Problems with their places in the file, in the order in which they stand there; a hundred at most. */
export function placedProblems(
  found: readonly (FoundProblem | YamlProblem)[],
  { file, yaml }: { file: string; yaml: YamlReading },
): Problem[] {
  const placed = found.map((problem) => place(problem, file, yaml))
  placed.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
  if (placed.length <= most) return placed
  const rest: Problem = {
    code: 'TOO_MANY_PROBLEMS',
    file,
    found: `${placed.length - most} more`,
    expected: 'to be checked again when these are mended',
  }
  return [...placed.slice(0, most), rest]
}

function place(problem: FoundProblem | YamlProblem, file: string, yaml: YamlReading): Problem {
  const { code, found, expected, path = [] } = problem
  const part = 'part' in problem ? problem.part : undefined
  const { line, column } = ('at' in problem ? problem.at : undefined) ?? yaml.locate(path, part)
  const whose = culprit(yaml.value, path)
  return {
    code,
    file,
    line,
    column,
    ...(path.length === 0 ? {} : { path: pathText(path) }),
    found,
    expected,
    ...(whose === undefined ? {} : { whose }),
  }
}

/** The member in whose entry a problem stands, when its name can be read and printed. */
export function culprit(value: unknown, [list, index]: Path): string | undefined {
  if (list !== 'members' || typeof index !== 'number') return undefined
  const name = (value as { members?: { name?: unknown }[] } | undefined)?.members?.[index]?.name
  return typeof name === 'string' && /^[a-z][a-z0-9-]{1,19}$/.test(name) ? name : undefined
}
