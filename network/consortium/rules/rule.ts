import type { Draft } from '../draft.ts'
import type { FoundProblem } from '../found-problem.ts'

/** One thing that has to hold between the parts of a description. It says nothing where it cannot judge. */
export type Rule = (draft: Draft) => readonly FoundProblem[]
