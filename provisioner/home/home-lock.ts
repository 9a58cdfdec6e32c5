import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { QuorateError } from '../../network/quorate-error.ts'
import { lastHolder } from '../journal/fence.ts'
import { readJournal } from '../journal/read-journal.ts'
import { removeTemporaries, replace } from './atomic-file.ts'
import { diskFull, saysDiskFull } from './disk-full.ts'
import { exists } from './exists.ts'
import { homeAbsent, homeDamaged, homePaths } from './home.ts'
import { isAlive, thisProcess } from './process-identity.ts'

/** One holding of a home's lock. */
export interface HomeLock {
  /** Rises by one with every holder, so that later work can be told from earlier work. */
  readonly serial: number
}

const holderSchema = z.strictObject({
  serial: z.number().int().positive(),
  pid: z.number().int().positive(),
  started: z.number().int().nonnegative(),
})

type Holder = z.infer<typeof holderSchema>

/**
 * Does some work as the only process that works in this home. The lock is the kernel's (SQLite's lock on an empty
 * file), so it ends with the process, however that ends, and holds across containers that share the folder: nobody has
 * to guess from a pid whether a lock is stale. `busy.json` only tells who holds it, and counts.
 * @throws QuorateError HOME_BUSY at once where another holds it; HOME_ABSENT, HOME_DAMAGED, JOURNAL_DAMAGED, DISK_FULL.
 */
export async function withHomeLock<T>(dir: string, work: (lock: HomeLock) => Promise<T>): Promise<T> {
  const place = resolve(dir)
  if (!(await exists(homePaths.record(place)))) throw homeAbsent(place)
  const lock = await acquire(place)
  try {
    return await work(await register(place))
  } finally {
    lock.close()
  }
}

async function acquire(place: string): Promise<DatabaseSync> {
  const file = homePaths.lock(place)
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file, { timeout: 0 })
    database.exec('BEGIN IMMEDIATE')
    return database
  } catch (cause) {
    database?.close()
    throw await refusal(place, file, cause)
  }
}

const SQLITE_BUSY = 5
const SQLITE_NOTADB = 26

async function refusal(place: string, file: string, cause: unknown): Promise<unknown> {
  const { errcode } = cause as { errcode?: number }
  if (errcode === SQLITE_NOTADB) return homeDamaged(file, 'it should be empty', 'See who wrote into it, and empty it.')
  if (errcode !== SQLITE_BUSY) return saysDiskFull(cause) ? diskFull(file, cause) : cause
  const holder = await readHolder(homePaths.holder(place)).catch(() => undefined)
  const pid = holder !== undefined && isAlive(holder) ? holder.pid : null
  return new QuorateError('HOME_BUSY', `Another process works in ${place}${pid === null ? '' : `: ${pid}`}.`, {
    facts: { home: place, pid },
    remedy: 'Wait until it is done, or stop it, and run the command again. Nothing has to be removed by hand.',
    cause,
  })
}

/** Writes down who holds the lock now, counted from the journal where nobody did, and clears what killed writes left. */
async function register(place: string): Promise<HomeLock> {
  await removeTemporaries(place)
  const file = homePaths.holder(place)
  const holder = await readHolder(file)
  const last = holder?.serial ?? lastHolder((await readJournal(homePaths.journal(place))).lines)
  const serial = last + 1
  await replace(file, `${JSON.stringify({ serial, ...thisProcess() } satisfies Holder)}\n`)
  return { serial }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (text === undefined) return undefined
  try {
    return holderSchema.parse(JSON.parse(text))
  } catch {
    throw homeDamaged(file, 'it does not name a holder of the lock', 'Remove it; it is made again.')
  }
}
