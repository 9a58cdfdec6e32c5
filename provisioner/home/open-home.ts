import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { QuorateError } from '../../network/quorate-error.ts'
import type { KeystoreFile } from '../signers/keystore.ts'
import { parseKeystore } from '../signers/keystore-file.ts'
import { isProductionStrength } from '../signers/scrypt.ts'
import { exists } from './exists.ts'
import { type Home, homeAbsent, homeDamaged, homePaths } from './home.ts'
import { type HomeRecord, type KeystoreKey, keystoreKeys, readHomeRecord, sha256 } from './home-record.ts'
import { readUnlock } from './read-unlock.ts'

/**
 * Reads a home and finds it whole, or says which file is not. Nothing is changed, removed or unlocked.
 * @throws QuorateError HOME_ABSENT, HOME_DAMAGED, HOME_PERMISSIONS, HOME_UNREADABLE, HOME_NEWER.
 */
export async function openHome(dir: string): Promise<Home> {
  const place = resolve(dir)
  const record = await readRecord(place)
  const keystores: KeystoreFile[] = []
  for (const key of keystoreKeys(record))
    if (!(await isElsewhere(place, key))) keystores.push(await readKey(place, key))
  refuseDisagreement(place, record, keystores)
  return { dir: place, record, keystores }
}

async function readRecord(place: string): Promise<HomeRecord> {
  const file = homePaths.record(place)
  if (!(await exists(file)) && !(await exists(homePaths.keys(place)))) throw homeAbsent(place)
  await refuseOpenMode(place, 0o022, 'changed')
  const reading = readHomeRecord(await read(file, 0o022, 'changed'))
  if (reading.kind === 'record') return reading.record
  if (reading.kind === 'damaged') throw homeDamaged(file, reading.reason)
  throw new QuorateError('HOME_NEWER', `${file} is of ${reading.format}; this release reads quorate/home/1.`, {
    facts: { file, format: reading.format, reads: 'quorate/home/1' },
    remedy: 'Use the release that wrote this home, or a later one.',
  })
}

/** The keystore of a key that a Web3Signer keeps may be gone; while it lies here, it has to be whole. */
async function isElsewhere(place: string, { role, file }: KeystoreKey): Promise<boolean> {
  if (await exists(join(place, file))) return false
  const options = await readUnlock(place)
  return options?.by === 'web3signer' && (options.roles as readonly string[]).includes(role)
}

async function readKey(place: string, key: KeystoreKey): Promise<KeystoreFile> {
  const file = join(place, key.file)
  const text = await read(file, 0o077, 'read')
  if (sha256(text) !== key.sha256) throw homeDamaged(file, 'it is not the file that home.json recorded')
  const { role, address, publicKey } = key
  return { role, address, publicKey, file, text }
}

/** A weakly encrypted home is a rehearsal home whatever its mark says: a mark that denies it was tampered with. */
function refuseDisagreement(place: string, record: HomeRecord, keystores: readonly KeystoreFile[]): void {
  const weak = keystores.find(({ text, file }) => !isProductionStrength(parseKeystore(text, file).crypto.kdfparams))
  if (weak === undefined || record.rehearsal) return
  const reason = `it says rehearsal: false, and ${basename(weak.file)} is encrypted as only a rehearsal's may be`
  throw homeDamaged(homePaths.record(place), reason)
}

async function read(file: string, forbidden: number, what: string): Promise<string> {
  try {
    await refuseOpenMode(file, forbidden, what)
    return await readFile(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw homeDamaged(file, 'it is missing')
    if (code === 'EISDIR') throw homeDamaged(file, 'it is a folder')
    if (code === undefined || cause instanceof QuorateError) throw cause
    throw new QuorateError('HOME_UNREADABLE', `${file} cannot be read: ${code}.`, {
      facts: { file, errno: code },
      remedy: 'Run the command as the user whom the home belongs to.',
      cause,
    })
  }
}

async function refuseOpenMode(path: string, forbidden: number, what: string): Promise<void> {
  if (process.platform === 'win32') return
  const mode = (await stat(path)).mode & 0o777
  if ((mode & forbidden) === 0) return
  const found = mode.toString(8).padStart(4, '0')
  throw new QuorateError('HOME_PERMISSIONS', `${path} can be ${what} by others: its mode is ${found}.`, {
    facts: { file: path, mode: found },
    remedy: `chmod go= '${path}', and make new keys if others may have read them.`,
  })
}
