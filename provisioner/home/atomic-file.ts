import { randomBytes } from 'node:crypto'
import { link, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { QuorateError } from '../../network/quorate-error.ts'
import { discard } from './discard.ts'

/** How a killed write names what it left behind; SQLite calls the journal of a copy so. */
const TEMPORARY = /^\..+\.[0-9a-f]{16}\.quorate-tmp(-journal)?$/
/** Of those, what holds a vault. */
const OF_A_VAULT = /^\.vault[.-]/

export interface FileMode {
  /** Permission bits; 0o600 where not given. */
  readonly mode?: number
}

/**
 * Writes a file that is not there yet: whole or not at all, and on disk when this returns. Of two writers one wins.
 * @throws QuorateError FILE_EXISTS where anything stands at `path`; it is never overwritten.
 */
export async function writeNew(path: string, bytes: Uint8Array | string, options: FileMode = {}): Promise<void> {
  await throughTemporary(path, bytes, options, (temporary) => linkNew(temporary, path))
}

/** Puts new content in a file's place: at any moment the old content or the new, and on disk when this returns. */
export async function replace(path: string, bytes: Uint8Array | string, options: FileMode = {}): Promise<void> {
  await throughTemporary(path, bytes, options, (temporary) => rename(temporary, path))
}

/** Removes what killed writes left in a folder, and overwrites what holds a vault. Only for one who knows that nobody writes there now. */
export async function removeTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (TEMPORARY.test(name)) await removeTemporary(join(folder, name))
}

async function removeTemporary(path: string): Promise<void> {
  if (OF_A_VAULT.test(basename(path))) discard(path)
  else await rm(path, { force: true })
}

/** Makes a folder's entries durable; a rename or link is only then sure to survive a loss of power. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Writes, sets the mode whatever the umask says, and syncs. The file must not be there. */
export async function writeSynced(path: string, bytes: Uint8Array | string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    await file.chmod(mode)
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * How often a write begins anew whose temporary is gone: whoever takes a home's lock clears what killed writes left, and cannot
 * tell that from what an agent, perhaps of another container, writes without the lock just then.
 */
const ATTEMPTS = 3

async function throughTemporary(
  path: string,
  bytes: Uint8Array | string,
  { mode = 0o600 }: FileMode,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path)
  const named = () => join(folder, `.${basename(path)}.${randomBytes(8).toString('hex')}.quorate-tmp`)
  let temporary = named()
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writeSynced(temporary, bytes, mode)
      await place(temporary)
      break
    } catch (cause) {
      // Where not even that can be done, as on a full disk, the next command does it.
      await removeTemporary(temporary).catch(() => undefined)
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === ATTEMPTS) throw unwritable(path, cause)
      temporary = named()
    }
  }
  // Not overwritten: some file systems tell no number of names, and this is one of the very file that was placed.
  await rm(temporary, { force: true })
  await syncFolder(folder)
}

/** FILE_UNWRITABLE for what a system call answers; whatever else it is, it stays. */
export function unwritable(path: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException
  if (code === undefined || cause instanceof QuorateError) return cause
  return new QuorateError('FILE_UNWRITABLE', `${path} cannot be written: ${code}.`, {
    facts: { file: path, errno: code },
    remedy: 'Make its folder, make that writable, and see that the disk has room.',
    cause,
  })
}

/** As link(2) says of file systems that have no second name for a file: sticks, and shares of other systems. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

async function linkNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path).catch((cause: NodeJS.ErrnoException) => {
      if (!NO_LINKS.includes(cause.code ?? '')) throw cause
      return claimNew(temporary, path)
    })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    throw new QuorateError('FILE_EXISTS', `${path} is there already and is never overwritten.`, {
      facts: { file: path },
      remedy: 'Name another file, or move the old one away first.',
      cause,
    })
  }
}

/** Of two writers one makes the empty file that it then puts its own in the place of; a kill in between leaves that empty one. */
async function claimNew(temporary: string, path: string): Promise<void> {
  await (await open(path, 'wx', 0o600)).close()
  try {
    await rename(temporary, path)
  } catch (cause) {
    await rm(path, { force: true })
    throw cause
  }
}
