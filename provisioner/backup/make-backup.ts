import { rm } from 'node:fs/promises'
import { isoOf } from '../../network/fields.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { writeNew } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'
import { withHomeLock } from '../home/home-lock.ts'
import { sha256 } from '../home/home-record.ts'
import { openHome } from '../home/open-home.ts'
import { type Journal, openJournal } from '../journal/journal.ts'
import { openKeystores } from '../signers/keystore.ts'
import { PRODUCTION_N, REHEARSAL_N } from '../signers/scrypt.ts'
import { type Holding, type Manifest, pack } from './contents.ts'
import { type KeptFile, keptFiles, VAULT } from './kept-files.ts'
import { sealFile } from './sealed-file.ts'
import { vaultCopy } from './vault-copy.ts'

export interface BackupGiven {
  /** Where the home's backup goes: absolute. */
  readonly out: string
  /** Where the vault's goes: a file of its own. Undefined where it is not wanted. */
  readonly vaultOut: string | undefined
  readonly passphrase: () => Promise<string>
  /** How its home is waited for; not at all where it is not given. */
  readonly whenFree?: <T>(dir: string, work: () => Promise<T>) => Promise<T>
  /** Unix seconds. */
  readonly now: () => number
}

export interface Backup {
  readonly file: string
  readonly manifest: Omit<Manifest, 'files'>
  readonly files: readonly string[]
  /** Of the backup file. */
  readonly sha256: string
}

/**
 * Writes backups of a home, under its lock and so all of one moment: whole or not at all, mode 0600, over nothing. They
 * open with the home's own passphrase, which is tried first: a backup under a mistyped one would open for nobody.
 * @throws QuorateError FILE_EXISTS, WRONG_PASSPHRASE, HOME_*, JOURNAL_DAMAGED, VAULT_DAMAGED
 */
export async function makeBackup(
  dir: string,
  given: BackupGiven,
): Promise<{ home: Backup; vault: Backup | undefined }> {
  const { out, vaultOut, now, whenFree = withHomeLock } = given
  for (const file of [out, ...(vaultOut === undefined ? [] : [vaultOut])])
    if (await exists(file)) throw fileExists(file)
  const home = await openHome(dir)
  const passphrase = await given.passphrase()
  await openKeystores(home.keystores, passphrase)
  return whenFree(home.dir, async () => {
    const journal = await openJournal(homePaths.journal(home.dir), () => now() * 1000)
    try {
      const made = await writeBoth({ home, passphrase, now: now(), journal }, { out, vaultOut })
      for (const one of [made.home, ...(made.vault === undefined ? [] : [made.vault])]) {
        const { files, manifest, sha256: digest } = one
        await journal.append({ event: 'backup.made', holds: manifest.holds, files: files.length, sha256: digest })
      }
      return made
    } finally {
      await journal.close()
    }
  })
}

interface Sealing {
  readonly home: Home
  readonly passphrase: string
  readonly now: number
  readonly journal: Journal
}

async function writeBoth({ journal, ...sealing }: Sealing, { out, vaultOut }: Pick<BackupGiven, 'out' | 'vaultOut'>) {
  const { home } = sealing
  const copy = vaultOut === undefined ? undefined : await vaultCopy(home.dir)
  // Journalled first: what is erased from the vault has to be found in all of its backups, this one too should a kill come.
  if (copy !== undefined) await journal.append({ event: 'backup.begun', holds: 'vault', file: vaultOut ?? null })
  const vault =
    vaultOut === undefined || copy === undefined
      ? undefined
      : await write(sealing, { file: vaultOut, holds: 'vault', files: [{ path: VAULT, bytes: copy }] })
  const kept = { file: out, holds: 'home', files: await keptFiles(home) } as const
  const made = await write(sealing, kept).catch(async (error) => {
    // This call made it: half of what was asked for would look like all of it.
    if (vault !== undefined) await rm(vault.file, { force: true })
    throw error
  })
  return { home: made, vault }
}

async function write(
  { home, passphrase, now }: Omit<Sealing, 'journal'>,
  { file, holds, files }: { readonly file: string; readonly holds: Holding; readonly files: readonly KeptFile[] },
): Promise<Backup> {
  const { member, chainId, consortium, rehearsal } = home.record
  const about = { holds, member, chainId, consortium: consortium.digest }
  const scryptN = rehearsal ? REHEARSAL_N : PRODUCTION_N
  const bytes = await sealFile(pack(about, files), passphrase, { holds, madeAt: isoOf(now), scryptN })
  await writeNew(file, bytes)
  const manifest = { format: 'quorate/manifest/1', ...about } as const
  return { file, manifest, files: files.map(({ path }) => path), sha256: sha256(bytes) }
}

function fileExists(file: string): QuorateError {
  return new QuorateError('FILE_EXISTS', `${file} is there already and is never overwritten.`, {
    facts: { file },
    remedy: 'Name another file. Keep older backups until a newer one was tried.',
  })
}
