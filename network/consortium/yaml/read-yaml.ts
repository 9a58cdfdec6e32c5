import { parseEvents, YAMLException } from 'js-yaml'
import { quoted } from '../shown.ts'
import { documentTree } from './document-tree.ts'
import { type LineColumn, lineColumns } from './line-column.ts'
import { type Path, pathText } from './path-text.ts'
import type { TreeProblem, YamlTree } from './yaml-tree.ts'

const maxBytes = 1_048_576
const maxDepth = 32

export interface YamlProblem extends TreeProblem {
  readonly at?: LineColumn
}

export interface YamlReading {
  /** Plain JSON. Absent when there is none: too large, empty, or not YAML. */
  readonly value?: unknown
  readonly problems: readonly YamlProblem[]
  /** Where a value stands, or the nearest thing around it that stands anywhere. */
  locate(path: Path, part?: 'key' | 'value'): LineColumn
  /** Whether what stands at a path, or around it, could not be read, and so says nothing about the author's wish. */
  spoiled(path: Path): boolean
}

/** Reads one YAML document written by a stranger. Never throws, whatever the text. */
export function readYaml(text: string): YamlReading {
  const bytes = text.length > maxBytes ? text.length : new TextEncoder().encode(text).length
  if (bytes > maxBytes) {
    return unread({ code: 'FILE_TOO_LARGE', found: `${bytes} bytes or more`, expected: `at most ${maxBytes} bytes` })
  }
  const where = lineColumns(text)
  let tree: YamlTree
  try {
    // The parser refuses the level that its limit names.
    tree = documentTree(text, parseEvents(text, { maxDepth: maxDepth + 1 }))
  } catch (error) {
    return unread(syntaxProblem(error, where))
  }
  return reading(tree, where)
}

function reading(tree: YamlTree, where: (offset: number) => LineColumn): YamlReading {
  return {
    value: tree.value,
    problems: tree.problems.map((problem) => ({ ...problem, at: where(problem.offset ?? 0) })),
    locate: (path, part = 'value') => where(nearest(tree, path, part)),
    spoiled: (path) => path.some((_, index) => tree.spoiled.has(pathText(path.slice(0, index + 1)))),
  }
}

function nearest(tree: YamlTree, path: Path, part: 'key' | 'value'): number {
  const exact = (part === 'key' ? tree.keys : tree.values).get(pathText(path))
  if (exact !== undefined) return exact
  return path.length === 0 ? 0 : nearest(tree, path.slice(0, -1), 'value')
}

function unread(problem: YamlProblem): YamlReading {
  const at = problem.at ?? { line: 1, column: 1 }
  return { problems: [{ ...problem, at }], locate: () => at, spoiled: () => true }
}

/** The parser's own sentence says what is wrong; anything that is not its exception is a defect and not bad input. */
function syntaxProblem(error: unknown, where: (offset: number) => LineColumn): YamlProblem {
  if (!(error instanceof YAMLException)) throw error
  const at = where(error.mark?.position ?? 0)
  if (error.reason.includes('maxDepth')) {
    return { code: 'YAML_TOO_DEEP', found: 'deeper nesting', expected: `at most ${maxDepth} levels`, at }
  }
  return { code: 'YAML_INVALID', found: printable(error.reason), expected: 'YAML', at }
}

/** The parser's sentences may quote the text. */
function printable(reason: string): string {
  return quoted(reason.slice(0, 120)).slice(1, -1).replaceAll('\\"', '"')
}
