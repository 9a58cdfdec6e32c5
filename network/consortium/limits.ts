/** Bounds that the file as written and the consortium as read have in common. */
export const limits = {
  chainId: [1, Number.MAX_SAFE_INTEGER],
  blockPeriodSeconds: [1, 60],
  requestTimeoutSeconds: [2, 3600],
  epochLength: [10, 10_000_000],
  /** Osaka lets one transaction use 16,777,216 gas; a block has to hold one. */
  gasLimit: [16_777_216, 1_000_000_000],
  /** The registry indexes chambers in one byte and iterates over them. */
  chambers: { min: 1, max: 8 },
  members: { min: 1, max: 250 },
  nodes: { min: 1, max: 16 },
  publicChains: { min: 1, max: 8 },
  threshold: [1, 250],
  everySeconds: [10, 7 * 86_400],
  /** The fewest blocks that the window of a checkpoint may hold. */
  windowBlocks: 5,
  /** Of an emergency action. One signs nothing alone, and one of all is the one that it is about. */
  emergencySigners: [2, 249],
  /** Ratifying takes the delay, the period and a quarter of it for a late vote, and the timelock, each up to a year. */
  lapseSeconds: [1, 4 * 366 * 86_400],
  /** What may be nothing: the delay before a vote and the wait after it. */
  waitSeconds: [0, 366 * 86_400],
  periodSeconds: [1, 366 * 86_400],
  quorumBasisPoints: [0, 10_000],
  /** More than this share of those who decide must be in favour: at 100 % nothing could ever pass, below 50 % a minority would. */
  majorityBasisPoints: [5000, 9999],
} as const
