import type { Rule } from './rule.ts'

/** Every class of decision says what each chamber has to do for it. */
export const everyChamberHasARule: Rule = ({ chambers = [], decisions }) =>
  chambers.flatMap((name, index) => {
    if (name === undefined || decisions === undefined) return []
    const silent = [...decisions].filter(([, rule]) => !rule.chambers.has(name)).map(([each]) => each)
    if (silent.length === 0) return []
    const found =
      silent.length === decisions.size ? `no rule names ${name}` : `no rule for ${name} in ${silent.join(', ')}`
    return [
      {
        code: 'CHAMBER_WITHOUT_RULE' as const,
        path: ['chambers', index],
        found,
        expected: 'a rule in decisions.default.chambers',
      },
    ]
  })
