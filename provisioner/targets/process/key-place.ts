import { createHash } from 'node:crypto'
import { lstat, mkdir, rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { QuorateError } from '../../../network/quorate-error.ts'
import { writeSynced } from '../../home/atomic-file.ts'
import { removeEmptyFolder } from '../../home/empty-folder.ts'

/** Linux's number of tmpfs, from statfs(2). */
const TMPFS = 0x01021994

/** What decides where a node's key may stand while Besu starts. */
export interface KeyPlaces {
  /** The member's folder: two homes on one machine keep their keys apart. */
  readonly dir: string
  /** A folder the operator vouches for; without one only memory will do. */
  readonly keyFolder?: string | undefined
}

/** The file that a node's key stands in between its start and its first answer. */
export function keyFile({ dir, keyFolder }: KeyPlaces, node: string): string {
  const home = createHash('sha256').update(dir).digest('hex').slice(0, 16)
  return join(keyFolder ?? '/dev/shm', `quorate-${ownUid()}-${home}`, `${node}.key`)
}

/**
 * Puts the key where only this user reads it, and no disk keeps it.
 * @throws QuorateError KEY_PLACE_ABSENT, KEY_PLACE_UNSAFE
 */
export async function placeKey(places: KeyPlaces, node: string, key: () => string): Promise<string> {
  if (places.keyFolder === undefined && !(await isMemory('/dev/shm'))) throw absent()
  const file = keyFile(places, node)
  const folder = dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const found = await lstat(folder)
  if (!found.isDirectory() || found.uid !== ownUid() || (found.mode & 0o077) !== 0) throw unsafe(folder)
  await rm(file, { force: true })
  await writeSynced(file, key(), 0o600)
  return file
}

export async function removeKey(places: KeyPlaces, node: string): Promise<void> {
  await rm(keyFile(places, node), { force: true })
}

/** Takes the folder of a member's keys away, unless another node's key stands in it. */
export async function removeKeyFolder(places: KeyPlaces): Promise<void> {
  await removeEmptyFolder(dirname(keyFile(places, '')))
}

async function isMemory(folder: string): Promise<boolean> {
  return statfs(folder).then(
    ({ type }) => type === TMPFS,
    () => false,
  )
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
