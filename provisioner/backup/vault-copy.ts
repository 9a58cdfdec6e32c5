import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { QuorateError } from '../../network/quorate-error.ts'
import { writeSynced } from '../home/atomic-file.ts'
import { discard } from '../home/discard.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { closeVaultFile, guarded, openVaultFile } from '../vault/vault-file.ts'

/**
 * The vault as one consistent file, made by SQLite itself; what was deleted from it is not in the copy. Undefined where
 * the home has none. The copy is overwritten before it goes. Only for the holder of the home's lock, who clears what a kill
 * leaves of this one's name.
 * @param most bytes that it may have.
 * @throws QuorateError VAULT_DAMAGED, VAULT_TOO_LARGE
 */
export async function vaultCopy(home: string, most = LONGEST): Promise<Uint8Array | undefined> {
  const file = homePaths.vault(home)
  if (!(await exists(file))) return undefined
  const copy = join(home, `.vault-copy.${randomBytes(8).toString('hex')}.quorate-tmp`)
  try {
    // SQLite writes into an empty file that is there, and so keeps its mode.
    await writeSynced(copy, '', 0o600)
    const database = openVaultFile(file)
    try {
      guarded(file, () => database.prepare('VACUUM INTO ?').run(copy))
    } finally {
      closeVaultFile(file, database)
    }
    await refuseTooLarge(file, copy, most)
    return await readFile(copy)
  } finally {
    discard(copy)
  }
}

/** A backup is encrypted in one piece, and Node reads no longer one. */
const LONGEST = 2 ** 31 - 2 ** 20

async function refuseTooLarge(file: string, copy: string, most: number): Promise<void> {
  const { size } = await stat(copy)
  if (size <= most) return
  throw new QuorateError('VAULT_TOO_LARGE', `${file} has ${size} bytes; a backup holds at most ${most}.`, {
    facts: { file, size, most },
    remedy: 'Back the home up without --with-vault, and the vault by SQLite (VACUUM INTO) onto an encrypted disk.',
  })
}
