import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { lstat, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { QuorateError } from '../../../network/quorate-error.ts'
import { replace, writeSynced } from '../../home/atomic-file.ts'
import { removeEmptyFolder } from '../../home/empty-folder.ts'
import { inMemory } from '../../home/in-memory.ts'
import { withNodeLock } from './node-lock.ts'

/** In memory on Linux, and everybody's. */
const ROOT = '/dev/shm'

/** The member's home: two of them on one machine keep their keys apart. */
export interface KeyPlaces {
  readonly dir: string
}

/** The file that a node's key stands in between its start and its first answer. */
export function keyFile({ dir }: KeyPlaces, node: string): string {
  return join(folderOf(dir), `${node}.key`)
}

/** A name that follows from the home, so that it is found again; another where somebody had taken that one. */
function folderOf(dir: string): string {
  const home = createHash('sha256').update(dir).digest('hex').slice(0, 16)
  const usual = join(ROOT, `quorate-${ownUid()}-${home}`)
  try {
    return readFileSync(kept(dir), 'utf8').trim() || usual
  } catch {
    return usual
  }
}

/** No node's name begins so. */
const kept = (dir: string): string => join(dir, 'nodes', '.key-folder')

/**
 * Makes the folder that keys of this home are put in, which this user alone can open. Anybody may make folders there, and
 * whoever makes this one first is passed by: it would keep nodes down, or be given their keys.
 * @throws QuorateError KEY_PLACE_ABSENT, KEY_PLACE_UNSAFE
 */
export async function ensureKeyFolder({ dir }: KeyPlaces): Promise<void> {
  if (!(await inMemory(ROOT))) throw absent()
  await withNodeLock(join(dir, 'locks', '.keys.lock'), async () => {
    const folder = folderOf(dir)
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause
    })
    const found = await lstat(folder)
    if (found.uid === ownUid()) {
      if (!found.isDirectory() || (found.mode & 0o077) !== 0) throw unsafe(folder)
      return
    }
    const fresh = await mkdtemp(join(ROOT, `quorate-${ownUid()}-`))
    await mkdir(dirname(kept(dir)), { recursive: true, mode: 0o700 })
    await replace(kept(dir), `${fresh}\n`)
  })
}

/**
 * Puts the key where only this user reads it, and no disk keeps it. Its folder has to be there.
 */
export async function placeKey(places: KeyPlaces, node: string, key: () => string): Promise<void> {
  const file = keyFile(places, node)
  await rm(file, { force: true })
  await writeSynced(file, key(), 0o600)
}

export async function removeKey(places: KeyPlaces, node: string): Promise<void> {
  await rm(keyFile(places, node), { force: true })
}

/** Takes the folder of a member's keys away, unless another node's key stands in it. */
export async function removeKeyFolder(places: KeyPlaces): Promise<void> {
  await removeEmptyFolder(dirname(keyFile(places, '')))
}

function ownUid(): number {
  return process.getuid?.() ?? 0
}

function absent(): QuorateError {
  return new QuorateError('KEY_PLACE_ABSENT', 'No tmpfs stands at /dev/shm, and a node’s key is not put on a disk.', {
    remedy: 'Mount a tmpfs there, or run the nodes in a cluster.',
  })
}

function unsafe(folder: string): QuorateError {
  return new QuorateError('KEY_PLACE_UNSAFE', `${folder} is not a folder that this user alone can open.`, {
    facts: { folder },
    remedy: 'See who made it, remove it, and run the command again.',
  })
}
