import { open, readdir, stat } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { QuorateError } from '../../network/quorate-error.ts'
import { rehearsalPaths } from './folder.ts'

const SQLITE_BUSY = 5

/** Marks a folder as a rehearsal's. @throws QuorateError FOLDER_TAKEN where anything else stands there. */
export async function markRehearsal(root: string): Promise<void> {
  const names = await readdir(root)
  if (names.length > 0 && !names.includes(rehearsalPaths.mark)) {
    throw new QuorateError('FOLDER_TAKEN', `${root} holds something else; a rehearsal needs a folder of its own.`, {
      facts: { folder: root },
      remedy: 'Choose another --home: an empty folder, or one that is not there yet.',
    })
  }
  await (await open(rehearsalPaths.lockFile(root), 'a', 0o600)).close()
}

/**
 * Does some work as the only process that starts or stops things in this rehearsal. Like a home's lock it is the
 * kernel's, by SQLite on the empty file that marks the folder, and ends with the process however that ends.
 * @throws QuorateError REHEARSAL_BUSY at once where another holds it.
 */
export async function withRehearsalLock<T>(root: string, work: () => Promise<T>): Promise<T> {
  const file = rehearsalPaths.lockFile(root)
  const inode = await inodeOf(file)
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    take(database, root)
    // An erased rehearsal's file is no lock, even where a new rehearsal stands in its place by now.
    if (inode === undefined || (await inodeOf(file)) !== inode) throw busy(root)
    return await work()
  } finally {
    database.close()
  }
}

function take(database: DatabaseSync, root: string): void {
  try {
    database.exec('BEGIN IMMEDIATE')
  } catch (cause) {
    throw (cause as { errcode?: number }).errcode === SQLITE_BUSY ? busy(root, cause) : cause
  }
}

async function inodeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ ino }) => ino,
    () => undefined,
  )
}

function busy(root: string, cause?: unknown): QuorateError {
  return new QuorateError('REHEARSAL_BUSY', `Another command is starting or stopping the rehearsal in ${root}.`, {
    facts: { folder: root },
    remedy: 'Wait until it is done, and run the command again. Nothing has to be removed by hand.',
    cause,
  })
}
