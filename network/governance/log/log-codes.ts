/** What can be wrong with a governance log, for `quorate explain`. */
export const logFindingCodes = {
  LOG_GENESIS_OTHER: 'The governance log of block 0 is not what this kit derives from the founding.',
  LOG_ENTRY_MISSING: 'An entry of the governance log is not among those that were given.',
  LOG_ENTRY_DOUBLED: 'An entry of the governance log was given more than once.',
  LOG_ENTRY_FOREIGN: 'An entry comes from an address that is no contract of governance.',
  LOG_ENTRY_MISPLACED: 'Entries of the governance log were not given in their order.',
  LOG_ENTRY_IMPOSSIBLE: 'An entry of the governance log cannot follow on those before it.',
  LOG_CUT_SHORT: 'The chain has more entries in its governance log than were given.',
  LOG_TOO_LONG: 'More entries were given than the chain has in its governance log; none of them was read.',
  LOG_HEAD_OTHER: 'The entries do not hash to the head that the chain has: one of them was changed.',
  LOG_FORKED: 'A head that somebody else saw was never one of this log.',
  LOG_STATE_DIFFERS: 'The contracts say something else than the governance log makes.',
} as const

export interface LogFinding {
  readonly code: keyof typeof logFindingCodes
  /** Which entry, or which part of the state. */
  readonly subject: string
  readonly says: string
  readonly remedy: string
}
