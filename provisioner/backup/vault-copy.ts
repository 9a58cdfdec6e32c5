import { randomBytes } from 'node:crypto'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSynced } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { guarded, openVaultFile } from '../vault/vault-file.ts'

/**
 * The vault as one consistent file, made by SQLite itself; what was deleted from it is not in the copy. Undefined where
 * the home has none. Only for the holder of the home's lock, who clears what a kill leaves of this one's name.
 * @throws QuorateError VAULT_DAMAGED
 */
export async function vaultCopy(home: string): Promise<Uint8Array | undefined> {
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
      database.close()
    }
    return await readFile(copy)
  } finally {
    await overwrite(copy)
    await rm(copy, { force: true })
  }
}

/** The vault overwrites what is deleted from it; a copy that was only unlinked would keep it on the disk. */
async function overwrite(file: string): Promise<void> {
  const handle = await open(file, 'r+').catch(() => undefined)
  if (handle === undefined) return
  try {
    const { size } = await handle.stat()
    const zeros = Buffer.alloc(2 ** 16)
    for (let at = 0; at < size; at += zeros.length) await handle.write(zeros, 0, Math.min(zeros.length, size - at), at)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
