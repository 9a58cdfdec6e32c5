import type { ProblemCode } from './problem-codes.ts'
import type { Path } from './yaml/path-text.ts'

/** A problem before its place in the file is looked up. */
export interface FoundProblem {
  readonly code: ProblemCode
  readonly path: Path
  /** The key rather than the value is what is wrong. */
  readonly part?: 'key'
  readonly found: string
  readonly expected: string
}
