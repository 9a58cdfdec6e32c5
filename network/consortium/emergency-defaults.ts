/** What stands for a field of `emergency` that the file leaves out. */
export const emergencyDefaults = { restSeconds: 30 * 86_400 } as const

/** More than a third, and never one alone. */
export const defaultSigners = (members: number): number => Math.max(2, Math.floor(members / 3) + 1)

/** How long a ratification takes by the rule of its class, where at most one late vote makes it longer, by a quarter. */
export function ratificationSeconds(rule: {
  readonly votingDelay: number
  readonly votingPeriod: number
  readonly timelock: number
}): number {
  return rule.votingDelay + Math.ceil(rule.votingPeriod * 1.25) + rule.timelock
}

/** A day to propose and to carry out. */
export const defaultLapse = (ratification: number): number => ratification + 86_400
