import { DatabaseSync } from 'node:sqlite'
import { QuorateError } from '../../network/quorate-error.ts'

/** Which of a member's agents is at work, where it runs more than one. */
export interface Lease {
  /** Whether this one is; asked before each pass. Never throws: who cannot tell does not work. */
  hold(): Promise<boolean>
  /** Seconds for which this one may still act, whatever becomes of it; 0 where another may be at work. */
  left(): number
  close(): Promise<void>
}

/** @throws QuorateError LEASE_LOST where this agent may not act now: to be asked right before each act. */
export function guard(lease: Pick<Lease, 'left'>): void {
  if (lease.left() > 0) return
  throw new QuorateError('LEASE_LOST', 'Another of this member’s agents may be at work by now.', {
    remedy: 'Nothing: this one waits until it holds the lease again.',
  })
}

const SQLITE_BUSY = 5

/**
 * A lease in the home that all of them share: the kernel's lock on an empty file, as with homes, so that it ends with
 * whoever held it, and no clock decides. The home's own lock is another: commands need it between passes.
 */
export function fileLease(file: string): Lease {
  const database = new DatabaseSync(file, { timeout: 0 })
  let held = false
  return {
    async hold() {
      held ||= taken(database)
      return held
    },
    left: () => (held ? Number.POSITIVE_INFINITY : 0),
    async close() {
      held = false
      database.close()
    },
  }
}

function taken(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN IMMEDIATE')
    return true
  } catch (cause) {
    if ((cause as { errcode?: number }).errcode === SQLITE_BUSY) return false
    throw cause
  }
}
