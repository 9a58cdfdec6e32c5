export const forks = ['cancun', 'prague', 'osaka'] as const

/** What stands for a field of `chain` that the file leaves out. */
export const chainDefaults = {
  blockPeriodSeconds: 2,
  epochLength: 30_000,
  fork: 'osaka',
  gasLimit: 60_000_000,
} as const

/** The shortest request timeout that is safe: QBFT doubles it with every lost round, so a long one makes a stall long. */
export const defaultRequestTimeout = (blockPeriodSeconds: number): number => 2 * blockPeriodSeconds
