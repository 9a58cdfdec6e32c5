import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { QuorateError } from '../../../network/quorate-error.ts'
import { diskFull, saysDiskFull } from '../../home/disk-full.ts'
import type { Place } from './place.ts'

const SQLITE_BUSY = 5
/** Longer than a stop, a pull and a start may take together, in seconds. */
const PATIENCE = 900

/**
 * Does some work as the only one who changes this member's nodes on the engine, of the command line and the agent. The
 * lock is the kernel's, as with homes: it ends with whoever holds it.
 * @throws QuorateError NODE_BUSY
 */
export async function withMemberLock<T>({ dir, elapsed }: Place, work: () => Promise<T>): Promise<T> {
  const file = join(dir, 'nodes', '.docker.lock')
  await mkdir(join(dir, 'nodes'), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    const deadline = elapsed() + PATIENCE
    while (!taken(database, file)) {
      if (elapsed() > deadline) throw busy(file)
      await setTimeout(100)
    }
    return await work()
  } finally {
    database.close()
  }
}

function taken(database: DatabaseSync, file: string): boolean {
  try {
    database.exec('BEGIN IMMEDIATE')
    return true
  } catch (cause) {
    if ((cause as { errcode?: number }).errcode === SQLITE_BUSY) return false
    throw saysDiskFull(cause) ? diskFull(file, cause) : cause
  }
}

function busy(file: string): QuorateError {
  return new QuorateError('NODE_BUSY', "Another process has been changing this member's nodes for minutes.", {
    facts: { lock: file },
    remedy: 'See what it waits for, or stop it, and run the command again.',
  })
}
