import type { ProblemCode } from '../problem-codes.ts'
import type { Path } from './path-text.ts'

export interface TreeProblem {
  readonly code: ProblemCode
  readonly path?: Path
  readonly offset?: number
  readonly found: string
  readonly expected: string
}

/** A document as plain JSON, with where each part of it stands: offsets into the text, by the text of the path. */
export interface YamlTree {
  readonly value: unknown
  readonly keys: ReadonlyMap<string, number>
  readonly values: ReadonlyMap<string, number>
  readonly spoiled: ReadonlySet<string>
  readonly problems: readonly TreeProblem[]
}
