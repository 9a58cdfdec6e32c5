import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { QuorateError } from '../../network/quorate-error.ts'
import { discard } from '../home/discard.ts'

const SCHEMA = `
  CREATE TABLE batch (
    root BLOB PRIMARY KEY, leaves BLOB NOT NULL, at TEXT NOT NULL, committed INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE record (
    id TEXT PRIMARY KEY, schema TEXT NOT NULL, value TEXT NOT NULL, salt BLOB NOT NULL, commitment BLOB NOT NULL,
    batch BLOB NOT NULL REFERENCES batch (root)
  ) STRICT;
`

/** Opens the vault's file, for its owner alone; made whole or not at all where it is not there, so that an empty file is damage. */
export function openVaultFile(file: string): DatabaseSync {
  if (!existsSync(file)) create(file)
  return guarded(file, () => {
    const database = open(file)
    try {
      // Both are read whole at once, so that damage is met here where it can be told from a bug.
      database.prepare('SELECT count(*) FROM batch').get()
      database.prepare('SELECT count(*) FROM record').get()
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/**
 * Closes the vault, and overwrites and removes its rollback journal, which holds what was erased or changed. Where another
 * process writes at that moment, or the file is damaged, the journal stays for whoever closes it next.
 */
export function closeVaultFile(file: string, database: DatabaseSync): void {
  try {
    // Then nobody is in the midst of a transaction.
    database.exec('BEGIN EXCLUSIVE')
    discard(`${file}-journal`)
  } catch (error) {
    if ((error as { errcode?: number }).errcode === undefined) throw error
  } finally {
    database.close()
  }
}

/** Does some work on the database. @throws QuorateError VAULT_DAMAGED where SQLite finds that the file is. */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw isDamage(error) ? vaultDamaged(file, error) : error
  }
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  // Deleted content is overwritten, in the file and, when it is closed, in its rollback journal, which is kept until then: SQLite
  // unlinks it otherwise, unless it is locked exclusively also one that a kill left, as soon as anything is read.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = PERSIST; PRAGMA locking_mode = NORMAL;')
  database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;')
  return database
}

/**
 * Refuses a place beside which there is what SQLite kept of another vault: a rollback journal found by its name is played into
 * whatever stands under that name.
 * @throws QuorateError VAULT_LEFTOVER
 */
export function refuseLeftovers(file: string): void {
  const files = ['-journal', '-wal', '-shm'].map((suffix) => `${file}${suffix}`).filter((left) => existsSync(left))
  if (files.length === 0) return
  throw new QuorateError('VAULT_LEFTOVER', `${files.join(', ')}: left of another vault than the one to stand there.`, {
    facts: { files },
    remedy: 'Move these to the vault that they belong to; where that was deleted, overwrite and delete them too.',
  })
}

function create(file: string): void {
  refuseLeftovers(file)
  const fresh = `${file}.new`
  for (const left of [fresh, `${fresh}-journal`]) rmSync(left, { force: true })
  // SQLite gives its rollback journal the mode of the file it is for.
  closeSync(openSync(fresh, 'wx', 0o600))
  const database = open(fresh)
  database.exec(`BEGIN; ${SCHEMA} COMMIT;`)
  closeVaultFile(fresh, database)
  renameSync(fresh, file)
}

const SQLITE_ERROR = 1
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

function isDamage(error: unknown): boolean {
  const { errcode = 0, message = '' } = error as { errcode?: number; message?: string }
  const primary = errcode & 0xff
  if (primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB) return true
  return primary === SQLITE_ERROR && /^no such (table|column)/.test(message)
}

function vaultDamaged(file: string, cause: unknown): QuorateError {
  return new QuorateError('VAULT_DAMAGED', `${file} is damaged: ${(cause as Error).message}.`, {
    facts: { file, reason: (cause as Error).message },
    remedy:
      'Move it away, and its -journal, -wal and -shm with it; then restore the vault from its own backup. Nothing was changed; what stands on chain is untouched.',
    cause,
  })
}
