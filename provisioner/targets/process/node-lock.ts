import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { QuorateError } from '../../../network/quorate-error.ts'
import { diskFull, saysDiskFull } from '../../home/disk-full.ts'

const SQLITE_BUSY = 5
/** Longer than a start and a stop together may take, in milliseconds. */
const PATIENCE = 300_000

/**
 * Does some work as the only one who starts or stops this node: the command line and the agent may both want to. As
 * with homes the lock is the kernel's, so that it ends with whoever held it, killed or not.
 * @throws QuorateError NODE_BUSY where another holds it for minutes.
 */
export async function withNodeLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    const end = performance.now() + PATIENCE
    while (!taken(database, file)) {
      if (performance.now() > end) throw busy(file)
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
  return new QuorateError('NODE_BUSY', 'Another process has been starting or stopping this node for minutes.', {
    facts: { lock: file },
    remedy: 'See what it waits for, or stop it, and run the command again.',
  })
}
