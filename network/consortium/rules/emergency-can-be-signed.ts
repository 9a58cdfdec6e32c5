import type { Rule } from './rule.ts'

/** Who an emergency action is about signs nothing, so that at most all others can. */
export const emergencyCanBeSigned: Rule = ({ members, signers }) => {
  if (members === undefined || signers === undefined || signers < members.length) return []
  const path = ['emergency', 'signers']
  const expected = `at most ${members.length - 1}: all but the one it is about`
  return [{ code: 'EMERGENCY_SIGNERS_TOO_MANY', path, found: `${signers} of ${members.length} members`, expected }]
}
