import { writeNew } from '../home/atomic-file.ts'
import { type Home, homePaths } from '../home/home.ts'
import { withHomeLock } from '../home/home-lock.ts'
import { openJournal } from '../journal/journal.ts'
import { refuseLeftovers } from '../vault/vault-file.ts'
import { keptFiles } from './kept-files.ts'
import type { Restored } from './restore-home.ts'
import { refuseOtherVault } from './vault-of.ts'

/**
 * Puts a vault into a home that has none: one that is damaged is moved away by a person first.
 * @throws QuorateError FILE_EXISTS, VAULT_LEFTOVER, BACKUP_OTHER, HOME_BUSY
 */
export async function restoreVault(home: Home, vault: Restored, now: () => number): Promise<void> {
  const { dir, record } = home
  const { member, chainId, consortium } = record
  const [file] = vault.contents.files
  if (file === undefined) return
  await withHomeLock(dir, async () => {
    refuseOtherVault({ member, chainId, consortium: consortium.digest, files: await keptFiles(home) }, vault.contents)
    refuseLeftovers(homePaths.vault(dir))
    await writeNew(homePaths.vault(dir), file.bytes)
    const journal = await openJournal(homePaths.journal(dir), () => now() * 1000)
    try {
      await journal.append({ event: 'vault.restored', backup: vault.sha256, madeAt: vault.madeAt })
    } finally {
      await journal.close()
    }
  })
}
