import { randomBytes } from 'node:crypto'
import { mkdir, readFile, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { isoOf, secondsOf } from '../../network/fields.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { syncFolder, writeSynced } from '../home/atomic-file.ts'
import { refuseExistingHome } from '../home/create-home.ts'
import { discard } from '../home/discard.ts'
import { type Home, homePaths } from '../home/home.ts'
import { placingRefusal } from '../home/home-refusals.ts'
import { sha256 } from '../home/home-record.ts'
import { openHome } from '../home/open-home.ts'
import { buildFolderName, removeStaleBuilds } from '../home/stale-build.ts'
import { openJournal } from '../journal/journal.ts'
import { type Contents, type Holding, unpack } from './contents.ts'
import { modeOf, type KeptFile } from './kept-files.ts'
import { noteRestored } from './note-restored.ts'
import { backupDamaged, openFile, type Said } from './sealed-file.ts'
import { twinMark, twinMarkText } from './twin-guard.ts'
import { backupOther, refuseOtherVault } from './vault-of.ts'

export interface Restored extends Said {
  readonly contents: Contents
  readonly sha256: string
}

/**
 * Reads a backup and holds all that is in it against its digests. Nothing is written.
 * @throws QuorateError BACKUP_UNREADABLE, BACKUP_DAMAGED, BACKUP_NEWER, BACKUP_OTHER, WRONG_PASSPHRASE
 */
export async function readBackup(
  file: string,
  { holds, passphrase }: { readonly holds: Holding; readonly passphrase: () => Promise<string> },
): Promise<Restored> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(file, cause)
  })
  const { plain, ...said } = await openFile(bytes, passphrase, file)
  const contents = unpack(plain)
  if (typeof contents === 'string') throw backupDamaged(file, contents)
  if (contents.manifest.holds !== holds || said.holds !== holds) {
    const facts = { file, found: contents.manifest.holds, expected: holds }
    throw backupOther(`${file} is the backup of a ${contents.manifest.holds}, not of a ${holds}.`, facts)
  }
  return { ...said, contents, sha256: sha256(bytes) }
}

/**
 * Makes a home again from its backup, in an absent or empty folder: whole or not at all, as `createHome` does it. The
 * journal says that it was restored, and from then on the home signs nothing until a whole checkpoint window has passed,
 * and starts no node until it is sure that no twin of it runs.
 * @param vault the vault's file, from a backup of its own.
 * @throws QuorateError HOME_EXISTS, BACKUP_DAMAGED, BACKUP_OTHER, CLOCK_BEHIND, HOME_*, JOURNAL_DAMAGED
 */
export async function restoreHome(
  dir: string,
  backup: Restored,
  { file, vault, now }: { readonly file: string; readonly vault: Restored | undefined; readonly now: number },
): Promise<Home> {
  const { manifest, files: kept } = backup.contents
  if (vault !== undefined) refuseOtherVault({ ...manifest, files: kept }, vault.contents)
  if (now < secondsOf(backup.madeAt)) throw clockBehind(file, backup.madeAt, isoOf(now))
  const place = await realpath(dir).catch(() => resolve(dir))
  await refuseExistingHome(place)
  const files = [...kept, ...(vault?.contents.files ?? [])]
  try {
    await buildAndPlace(place, files, async (build) => {
      await note(build, backup, now)
      await refuseUnwhole(build, file)
    })
  } catch (cause) {
    throw placingRefusal(place, cause)
  }
  return openHome(place)
}

async function buildAndPlace(
  place: string,
  files: readonly KeptFile[],
  finish: (build: string) => Promise<void>,
): Promise<void> {
  const parent = dirname(place)
  await mkdir(parent, { recursive: true })
  await removeStaleBuilds(place)
  const build = join(parent, buildFolderName(basename(place), randomBytes(8).toString('hex')))
  try {
    await fill(build, files)
    await finish(build)
    await syncFolder(build)
    await rename(build, place)
  } finally {
    discard(homePaths.vault(build))
    await rm(build, { recursive: true, force: true })
  }
  await syncFolder(parent)
}

async function fill(build: string, files: readonly KeptFile[]): Promise<void> {
  const folders = new Set([homePaths.keys(build), ...files.map(({ path }) => dirname(join(build, path)))])
  for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const { path, bytes } of files) await writeSynced(join(build, path), bytes, modeOf(path))
  await writeSynced(homePaths.lock(build), '', 0o600)
  for (const folder of folders) await syncFolder(folder)
}

async function note(build: string, { madeAt, sha256: backup }: Restored, now: number): Promise<void> {
  const journal = await openJournal(homePaths.journal(build), () => now * 1000)
  try {
    await noteRestored(journal, { backup, madeAt, now })
  } finally {
    await journal.close()
  }
  await writeSynced(twinMark(build), twinMarkText({ backup, madeAt, restoredAt: now }), 0o600)
}

/** Digests hold, so this is a backup of a home that was damaged when it was made, or one that was put together by hand. */
async function refuseUnwhole(build: string, file: string): Promise<void> {
  await openHome(build).catch((cause: unknown) => {
    if (!(cause instanceof QuorateError)) throw cause
    throw backupDamaged(file, `the home in it is not whole: ${cause.message.replace(`${build}/`, '')}`)
  })
}

/** The home sits out from the moment of its restore on: one that lies too early would count windows that are long past. */
function clockBehind(file: string, madeAt: string, clock: string): QuorateError {
  return new QuorateError('CLOCK_BEHIND', `This machine’s clock says ${clock}; ${file} was made at ${madeAt}.`, {
    facts: { file, madeAt, clock },
    remedy:
      'Set the clock right and restore again. Where it was ahead as the backup was made, take another backup, or set the clock past that moment for the restore alone.',
  })
}

function unreadable(file: string, cause: NodeJS.ErrnoException): QuorateError {
  const reason = cause.code ?? 'unknown'
  return new QuorateError('FILE_UNREADABLE', `${file} cannot be read (${reason}).`, {
    facts: { file, reason },
    remedy: 'Give the path of a backup that this user may read.',
    cause,
  })
}
