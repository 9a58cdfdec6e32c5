import type { Rule } from './rule.ts'

/** A chamber nobody sits in can never pass anything. Silent while any member's chamber is unknown: it may be this one. */
export const chambersHaveMembers: Rule = ({ chambers = [], members }) => {
  if (members === undefined || members.some(({ chamber }) => chamber === undefined || !chambers.includes(chamber)))
    return []
  return chambers.flatMap((name, index) => {
    if (name === undefined || members.some(({ chamber }) => chamber === name)) return []
    return [
      {
        code: 'CHAMBER_EMPTY' as const,
        path: ['chambers', index],
        found: `no member in ${name}`,
        expected: 'at least one',
      },
    ]
  })
}
