import { nearest } from '../nearest.ts'
import { shown } from '../shown.ts'
import type { Path } from '../yaml/path-text.ts'
import type { Rule } from './rule.ts'

/** Members and rules name chambers that there are. */
export const chambersAreKnown: Rule = ({ chambers, members = [], chambersNamed }) => {
  const known = chambers?.filter((name) => name !== undefined)
  if (known === undefined || known.length !== chambers?.length) return []
  const unknown = (chamber: string, path: Path) => ({
    code: 'CHAMBER_UNKNOWN' as const,
    path,
    found: shown(chamber),
    expected: `one of ${known.join(', ')}${suggestion(chamber, known)}`,
  })
  return [
    ...members.flatMap(({ chamber }, index) =>
      chamber === undefined || known.includes(chamber) ? [] : [unknown(chamber, ['members', index, 'chamber'])],
    ),
    ...chambersNamed.flatMap(({ chamber, path }) =>
      known.includes(chamber) ? [] : [{ ...unknown(chamber, path), part: 'key' as const }],
    ),
  ]
}

function suggestion(chamber: string, known: readonly string[]): string {
  const meant = nearest(chamber, known)
  return meant === undefined ? '' : `; ${meant}?`
}
