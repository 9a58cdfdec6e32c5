import type { Problem } from '../problem.ts'
import { type Consortium, consortiumSchema } from './consortium.ts'
import { decisionClasses } from './decision-class.ts'
import { draftOfConsortium } from './draft-of-consortium.ts'
import type { FoundProblem } from './found-problem.ts'
import { culprit } from './placed-problems.ts'
import { ruleProblems } from './rules.ts'
import { schemaProblems } from './schema-problems.ts'
import { pathText } from './yaml/path-text.ts'

/**
 * Judges a consortium that arrives as plain JSON, inside a founding or a lock, as strictly as a file: whoever made it
 * may have left the rules out. Lines are not known. @returns every problem, none when it may be used.
 */
export function consortiumProblems(value: unknown, file: string): Problem[] {
  const parsed = consortiumSchema.safeParse(value)
  const found = parsed.success
    ? [...ruleProblems(draftOfConsortium(parsed.data)), ...surplusRules(parsed.data)]
    : schemaProblems(parsed.error.issues, value)
  return found.map(({ code, path, found, expected }) => {
    const whose = culprit(value, path)
    return { code, file, path: pathText(path), found, expected, ...(whose === undefined ? {} : { whose }) }
  })
}

/** Chamber rules stand in the order of the chambers; one too many belongs to no chamber. */
function surplusRules({ chambers, decisions }: Consortium): FoundProblem[] {
  return decisionClasses.flatMap((name) => {
    const { length } = decisions[name].chambers
    if (length <= chambers.length) return []
    const path = ['decisions', name, 'chambers']
    return [{ code: 'CHAMBER_UNKNOWN' as const, path, found: `${length} rules`, expected: `${chambers.length} rules` }]
  })
}
