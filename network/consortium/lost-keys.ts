import type { Consortium } from './consortium.ts'

/** Basis points. */
const WHOLE = 10_000

/**
 * Chambers whose members could be given no other keys once they lost their officer's: without that one vote its own chamber does
 * not turn out, or, where it is alone there, too few others are left to pass it. As the description has it; in its order.
 */
export function lostForGood({ chambers, members, decisions }: Pick<Consortium, 'chambers' | 'members' | 'decisions'>) {
  const { chambersNeeded, chambers: rules } = decisions.keys
  const turnsOut = (i: number, lost: number): boolean => {
    const size = members.filter(({ chamber }) => chamber === chambers[i]).length
    return size > lost && (size - lost) * WHOLE >= (rules[i]?.quorumBasisPoints ?? 0) * size
  }
  return chambers.filter((chamber, own) => {
    const alone = members.filter((member) => member.chamber === chamber).length === 1
    const passing = chambers.filter((_, i) => turnsOut(i, i === own ? 1 : 0)).length
    return passing < chambersNeeded || (!alone && !turnsOut(own, 1))
  })
}
