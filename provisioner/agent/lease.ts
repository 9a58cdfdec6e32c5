import { DatabaseSync } from 'node:sqlite'

/** Which of a member's agents is at work, where it runs more than one. */
export interface Lease {
  /** Whether this one is; asked before each pass. What was held once is held until the process ends. */
  hold(): Promise<boolean>
  close(): void
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
    close: () => database.close(),
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
