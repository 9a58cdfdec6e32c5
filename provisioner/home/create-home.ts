import { randomBytes } from 'node:crypto'
import { mkdir, readdir, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { KeystoreFile } from '../signers/keystore.ts'
import { parseKeystore } from '../signers/keystore-file.ts'
import { isProductionStrength } from '../signers/scrypt.ts'
import { syncFolder, writeSynced } from './atomic-file.ts'
import { type Home, homePaths } from './home.ts'
import { type HomeRecord, keystoreKeys, sha256, type TokenKey, writeHomeRecord } from './home-record.ts'
import { homeExists, homeKdfWeak, placingRefusal } from './home-refusals.ts'
import { buildFolderName, removeStaleBuilds } from './stale-build.ts'

/** What a new home holds. `keystores` come from `createKeystores`. */
export type HomeContents = Omit<HomeRecord, 'format' | 'keys'> & {
  readonly keystores: readonly KeystoreFile[]
  readonly tokens?: readonly TokenKey[]
  /** What a joiner was given: text of the directory. */
  readonly directory?: string | undefined
}

/**
 * Creates a home whole or not at all: built beside its place, synced, renamed into it. Only an absent or empty folder
 * is taken. What a killed attempt left beside it is removed first.
 * @throws QuorateError HOME_EXISTS, HOME_KDF_WEAK, HOME_UNPLACEABLE, HOME_UNWRITABLE, HOME_BUILD_LOST.
 */
export async function createHome(dir: string, contents: HomeContents): Promise<Home> {
  const place = await placeOf(dir)
  await refuseExistingHome(place)
  const record = recordOf(contents)
  try {
    await buildAndPlace(place, record, contents)
  } catch (cause) {
    throw placingRefusal(place, cause)
  }
  return { dir: place, record, keystores: inPlace(place, record, contents.keystores) }
}

/**
 * Asks before anything costly is done whether a home could be created here; `createHome` asks again.
 * @throws QuorateError HOME_EXISTS where anything but an empty folder stands at `dir`.
 */
export async function refuseExistingHome(dir: string): Promise<void> {
  const entries = await readdir(dir).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw placingRefusal(dir, cause)
  })
  if (entries.length > 0) throw homeExists(dir)
}

/** A rename cannot land on a symbolic link: follow it first, where it leads somewhere. */
async function placeOf(dir: string): Promise<string> {
  return await realpath(dir).catch(() => resolve(dir))
}

function recordOf({ keystores, tokens = [], directory: _, ...contents }: HomeContents): HomeRecord {
  const weak = keystores.find(({ text, file }) => !isProductionStrength(parseKeystore(text, file).crypto.kdfparams))
  if (weak !== undefined && !contents.rehearsal) throw homeKdfWeak(weak.file)
  const keys = keystores.map(({ role, address, publicKey, file, text }) => {
    return { role, address, publicKey, file: `keys/${basename(file)}`, sha256: sha256(text) }
  })
  return { format: 'quorate/home/1', ...contents, keys: [...keys, ...tokens] }
}

type Files = Pick<HomeContents, 'keystores' | 'directory'>

async function buildAndPlace(place: string, record: HomeRecord, files: Files): Promise<void> {
  const parent = dirname(place)
  await mkdir(parent, { recursive: true })
  await removeStaleBuilds(place)
  const build = join(parent, buildFolderName(basename(place), randomBytes(8).toString('hex')))
  try {
    await fill(build, record, files)
    await rename(build, place)
  } finally {
    await rm(build, { recursive: true, force: true })
  }
  await syncFolder(parent)
}

async function fill(build: string, record: HomeRecord, { keystores, directory }: Files): Promise<void> {
  await mkdir(homePaths.keys(build), { recursive: true, mode: 0o700 })
  for (const { file, text } of keystores) await writeSynced(join(homePaths.keys(build), basename(file)), text, 0o600)
  await writeSynced(homePaths.record(build), writeHomeRecord(record), 0o600)
  await writeSynced(homePaths.lock(build), '', 0o600)
  await writeSynced(homePaths.journal(build), '', 0o600)
  if (directory !== undefined) await writeSynced(homePaths.directory(build), directory, 0o644)
  await syncFolder(homePaths.keys(build))
  await syncFolder(build)
}

function inPlace(place: string, record: HomeRecord, keystores: readonly KeystoreFile[]): KeystoreFile[] {
  const files = keystoreKeys(record)
  return keystores.map((keystore, index) => ({ ...keystore, file: join(place, files[index]?.file ?? '') }))
}
