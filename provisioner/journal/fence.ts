import { QuorateError } from '../../network/quorate-error.ts'
import type { JournalLine } from './journal-line.ts'

/** The last holder of the home's lock that journalled a step; 0 where none did, or none said who it was. */
export function lastHolder(lines: readonly JournalLine[]): number {
  return lines.reduce((last, { lock }) => (typeof lock === 'number' ? Math.max(last, lock) : last), 0)
}

/**
 * Lets only the newest holder of the home's lock begin with steps: one that lost it unawares, as on a network's filesystem
 * that forgot it, would undo what a later one did.
 * @throws QuorateError HOLDER_OUTDATED
 */
export function refuseEarlierHolder(lines: readonly JournalLine[], holder: number): void {
  const last = lastHolder(lines)
  if (holder >= last) return
  throw new QuorateError(
    'HOLDER_OUTDATED',
    `Holder ${last} of the home's lock made steps already; this is holder ${holder}.`,
    {
      facts: { holder, last },
      remedy:
        'Run the command again. If that says the same, busy.json is older than the journal: remove it; it is made again.',
    },
  )
}
