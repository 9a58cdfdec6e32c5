import type { Problem } from '../../problem.ts'
import { nearest } from '../nearest.ts'
import { pathText } from '../yaml/path-text.ts'
import type { MemberOptions } from './member-options.ts'

/**
 * Choices for nodes that there are not: most often a misspelt name that would go unused.
 * @param known nodes of every member: a rehearsal's member.yaml is one for all.
 */
export function unknownNodes({ kubernetes }: MemberOptions, known: readonly string[]): Problem[] {
  return Object.keys(kubernetes.byNode)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'NODE_STRANGE',
      path: pathText(['kubernetes', 'byNode', name]),
      found: name,
      expected: nearest(name, known) ?? `one of ${known.join(', ')}`,
    }))
}
