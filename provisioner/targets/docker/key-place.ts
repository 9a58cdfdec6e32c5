import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { QuorateError } from '../../../network/quorate-error.ts'
import { writeSynced } from '../../home/atomic-file.ts'
import { removeEmptyFolder } from '../../home/empty-folder.ts'
import { exists } from '../../home/exists.ts'
import { inMemory } from '../../home/in-memory.ts'
import type { Given } from '../target.ts'
import { type Owner, shortId } from './names.ts'

const KEY = 'node.key'

/** Of the user that a container's processes have. */
export interface User {
  readonly uid: number
  readonly gid: number
}

export interface KeyPlace {
  /** A folder on a tmpfs; /dev/shm on Linux. */
  readonly root: string
  readonly owner: Owner
  readonly node: string
  readonly user: User
}

/** Both are bound into the node's container, read only. */
export interface KeyFolders {
  readonly keys: string
  readonly flags: string
}

export function keyFolders({ root, owner, node }: Omit<KeyPlace, 'user'>): KeyFolders {
  const folder = join(memberFolder(root, owner), node)
  return { keys: join(folder, 'key'), flags: join(folder, 'flags') }
}

/**
 * Hands a node's key over: a file on a tmpfs that stays while the machine is up, so that the engine can start the
 * container again by itself. After a reboot this has to be done again, and may be, without an engine. What is there
 * already is left as it is: a running container holds these very folders.
 * @throws QuorateError KEY_PLACE_ABSENT, KEY_PLACE_UNSAFE
 */
export async function placeKey(place: KeyPlace, key: Given['key']): Promise<void> {
  const { user } = place
  await ensureKeyPlace(place)
  const { keys } = keyFolders(place)
  await mkdir(keys, { mode: 0o700 }).catch(unlessThere)
  await chown(keys, user.uid, user.gid)
  const text = key()
  const file = join(keys, KEY)
  for (const name of await readdir(keys)) if (name !== KEY) await rm(join(keys, name), { force: true, recursive: true })
  if ((await readFile(file, 'utf8').catch(() => '')) === text) return
  const temporary = join(keys, `.${KEY}.new`)
  await writeSynced(temporary, text, 0o400)
  await chown(temporary, user.uid, user.gid)
  await rename(temporary, file)
}

/** Makes the folders that a node's key is put in. @throws QuorateError KEY_PLACE_ABSENT, KEY_PLACE_UNSAFE */
export async function ensureKeyPlace(place: Omit<KeyPlace, 'user'>): Promise<void> {
  const { root, owner, node } = place
  await refuseDisk(root)
  const member = memberFolder(root, owner)
  for (const folder of [ownFolder(root), member, join(member, node)]) await ensureFolder(folder)
  await ensureFolder(keyFolders(place).flags, 0o755)
}

/** Whether a node's key still stands where the engine gives it to the node's container at each start. */
export function holdsKey(place: Omit<KeyPlace, 'user'>): Promise<boolean> {
  return exists(join(keyFolders(place).keys, KEY))
}

/** Takes a node's key away again, and with the last one its member's folder. What is absent already is no error. */
export async function removeKey(place: Omit<KeyPlace, 'user'>): Promise<void> {
  const folder = memberFolder(place.root, place.owner)
  await rm(join(folder, place.node), { force: true, recursive: true })
  await removeEmptyFolder(folder)
}

const ownFolder = (root: string): string => join(root, `quorate-${process.getuid?.() ?? 0}`)
const memberFolder = (root: string, owner: Owner): string => join(ownFolder(root), `${shortId(owner)}-${owner.member}`)

async function refuseDisk(root: string): Promise<void> {
  if (await inMemory(root)) return
  throw new QuorateError('KEY_PLACE_ABSENT', `${root} is no file system in memory, and a node's key goes on no disk.`, {
    facts: { folder: root },
    remedy: 'Mount a tmpfs there (Linux has one at /dev/shm), or run the nodes in a cluster.',
  })
}

/** Anybody may make folders in /dev/shm: one that another user made first is not used. */
async function ensureFolder(folder: string, mode = 0o700): Promise<void> {
  // Whatever the umask says: the container's user has to get in.
  if ((await mkdir(folder, { mode }).then(() => true, unlessThere)) === true) await chmod(folder, mode)
  const found = await lstat(folder)
  const own = process.getuid?.() ?? found.uid
  if (found.isDirectory() && found.uid === own && (found.mode & 0o777 & ~mode) === 0) return
  throw new QuorateError('KEY_PLACE_UNSAFE', `${folder} is not a folder of this user alone.`, {
    facts: { folder, owner: found.uid, mode: (found.mode & 0o777).toString(8) },
    remedy:
      own === found.uid
        ? 'See who made it so, remove it, and run this again.'
        : 'Another user made it: only root can remove it there. Then run this again.',
  })
}

function unlessThere(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'EEXIST') throw cause
}
