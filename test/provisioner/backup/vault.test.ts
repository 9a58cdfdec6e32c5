import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from '@jest/globals'
import { specDigest } from '../../../network/ceremony/identity.ts'
import type { Hex } from '../../../network/hex.ts'
import { makeBackup } from '../../../provisioner/backup/make-backup.ts'
import { readBackup, restoreHome } from '../../../provisioner/backup/restore-home.ts'
import { restoreVault } from '../../../provisioner/backup/restore-vault.ts'
import { vaultCopy } from '../../../provisioner/backup/vault-copy.ts'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { homePaths } from '../../../provisioner/home/home.ts'
import { openHome } from '../../../provisioner/home/open-home.ts'
import { readJournal } from '../../../provisioner/journal/read-journal.ts'
import { Vault } from '../../../provisioner/vault/vault.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { sealed } from '../../fixtures/founders.ts'
import { exampleHome, PASSPHRASE } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'
import { livingHome, NOW, secretOf } from './living-home.ts'

const passphrase = async () => PASSPHRASE
const now = () => NOW
const read = (file: string, holds: 'home' | 'vault') => readBackup(file, { holds, passphrase })

async function backedUp() {
  const home = await livingHome()
  const erasing = new DatabaseSync(homePaths.vault(home.dir))
  erasing.exec("DELETE FROM record WHERE id = 'erased'")
  erasing.close()
  const out = join(await newFolder(), 'home.backup')
  const made = await makeBackup(home.dir, { out, vaultOut: `${out}.vault`, passphrase, now })
  return { home, out, made }
}

/** The rollback journal of a transaction that went to the disk in part, as a kill leaves it; the vault is as it was before. */
async function hotJournal(file: string): Promise<Buffer> {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA cache_size = 5; BEGIN')
  const insert = database.prepare("INSERT INTO batch (root, leaves, at) VALUES (?, zeroblob(1000), '')")
  for (let i = 0; i < 100; i += 1) insert.run(Buffer.from(String(i)))
  const journal = await readFile(`${file}-journal`)
  database.exec('ROLLBACK')
  database.close()
  expect(journal.subarray(0, 8).toString('hex')).toBe('d9d505f920a163d7')
  return journal
}

describe('the vault', () => {
  it('that is too long for one backup is refused, and nothing of its copy stays', async () => {
    const { dir } = await livingHome()
    const before = await readdir(dir)
    const { size } = await stat(homePaths.vault(dir))
    await expect(vaultCopy(dir, 1000)).rejects.toMatchObject({ code: 'VAULT_TOO_LARGE', facts: { most: 1000 } })
    expect(await readdir(dir)).toEqual(before)
    expect((await vaultCopy(dir, 2 * size))?.length).toBeGreaterThan(1000)
  })

  it('is in no backup of a home: it is backed up apart, into a file of its own, and what was erased is not in that', async () => {
    const { home, out, made } = await backedUp()
    expect((await read(out, 'home')).contents.files.map(({ path }) => path)).not.toContain('vault.sqlite')
    const [file] = (await read(`${out}.vault`, 'vault')).contents.files
    const bytes = Buffer.from(file?.bytes ?? [])
    expect([bytes.includes(secretOf('kept')), bytes.includes(secretOf('erased'))]).toEqual([true, false])
    expect((await readFile(`${out}.vault`)).includes(secretOf('kept'))).toBe(false)
    expect((await stat(`${out}.vault`)).mode & 0o777).toBe(0o600)
    expect(made.vault?.files).toEqual(['vault.sqlite'])
    // The journal names the vault's file, and does so before it is there.
    const { lines } = await readJournal(homePaths.journal(home.dir))
    const [begun, ...done] = lines.filter(({ event }) => event.startsWith('backup.'))
    expect(begun).toMatchObject({ event: 'backup.begun', holds: 'vault', file: `${out}.vault` })
    expect(done.map(({ event }) => event)).toEqual(['backup.made', 'backup.made'])
    // No copy stays in the home, whatever its name.
    const known = ['busy', 'busy.json', 'home.json', 'journal.ndjson', 'vault.sqlite']
    const names = (await readdir(home.dir)).filter((name) => /vault|tmp|^busy|^home|^journal/.test(name))
    expect(names.sort()).toEqual(known)
  })

  it('comes back with the home, or later into the home, and over no other vault', async () => {
    const { out } = await backedUp()
    const [backup, vault] = [await read(out, 'home'), await read(`${out}.vault`, 'vault')]
    const dir = join(await newFolder(), 'home')
    const home = await restoreHome(dir, backup, { file: out, vault, now: NOW })
    const opened = new Vault(homePaths.vault(dir))
    expect(opened.record('kept')?.value).toBe(secretOf('kept'))
    opened.close()
    await expect(restoreVault(home, vault, now)).rejects.toMatchObject({ code: 'FILE_EXISTS' })
    await rm(homePaths.vault(dir))
    await restoreVault(home, vault, now)
    expect((await stat(homePaths.vault(dir))).mode & 0o777).toBe(0o600)
  })

  it('comes back beside nothing that SQLite kept of the one before: it would play that into it', async () => {
    const { home, out } = await backedUp()
    const file = homePaths.vault(home.dir)
    const vault = await read(`${out}.vault`, 'vault')
    await writeFile(`${file}-journal`, await hotJournal(file))
    await rm(file)
    const facts = { files: [`${file}-journal`] }
    await expect(restoreVault(home, vault, now)).rejects.toMatchObject({ code: 'VAULT_LEFTOVER', facts })
    expect(() => new Vault(file)).toThrow(expect.objectContaining({ code: 'VAULT_LEFTOVER', facts }))
    await rm(`${file}-journal`)
    await restoreVault(home, vault, now)
    const opened = new Vault(file)
    expect(opened.record('kept')?.value).toBe(secretOf('kept'))
    opened.close()
  })

  it('of another member, or a home in a vault’s place, is refused', async () => {
    const { out } = await backedUp()
    const { contents } = await exampleHome()
    const other = await createHome(join(await newFolder(), 'home'), { ...contents, member: 'hospital-south' })
    const vault = await read(`${out}.vault`, 'vault')
    await expect(restoreVault(other, vault, now)).rejects.toMatchObject({ code: 'BACKUP_OTHER' })
    const otherOut = join(await newFolder(), 'other.backup')
    await makeBackup(other.dir, { out: otherOut, vaultOut: undefined, passphrase, now })
    const place = join(await newFolder(), 'home')
    const mixed = restoreHome(place, await read(otherOut, 'home'), { file: otherOut, vault, now: NOW })
    await expect(mixed).rejects.toMatchObject({ code: 'BACKUP_OTHER' })
    await expect(openHome(place)).rejects.toMatchObject({ code: 'HOME_ABSENT' })
    await expect(read(out, 'vault')).rejects.toMatchObject({ code: 'BACKUP_OTHER' })
    await expect(read(`${out}.vault`, 'home')).rejects.toMatchObject({ code: 'BACKUP_OTHER' })
  })

  it('of a founder comes back into the home that was made again with new keys, and only where its lock is of that network', async () => {
    const lock = sealed(await founded(example('four-members')))
    const { consortium, chainId, foundingId } = lock.founding
    const { contents } = await exampleHome()
    const home = async (digest: Hex, files: Record<string, object> = {}) => {
      const made = await createHome(join(await newFolder(), 'home'), { ...contents, chainId, consortium: { digest } })
      for (const [name, document] of Object.entries(files)) {
        await writeFile(join(made.dir, name), JSON.stringify(document))
      }
      return made
    }
    const backup = async (dir: string, path: string) => {
      const out = join(await newFolder(), 'home.backup')
      await makeBackup(dir, { out, vaultOut: `${out}.vault`, passphrase, now })
      return path === 'home' ? read(out, 'home') : read(`${out}.vault`, 'vault')
    }
    const first = await home(specDigest(consortium), { 'lock.json': lock })
    new Vault(homePaths.vault(first.dir)).close()
    const vault = await backup(first.dir, 'vault')
    const again = await home(foundingId, { 'directory.json': { lock } })
    const restored = { file: 'home.backup', vault, now: NOW }
    const both = await restoreHome(join(await newFolder(), 'home'), await backup(again.dir, 'home'), restored)
    new Vault(homePaths.vault(both.dir)).close()
    await restoreVault(again, vault, now)
    new Vault(homePaths.vault(again.dir)).close()
    for (const other of [await home(foundingId), await home(`0x${'5a'.repeat(32)}`, { 'lock.json': lock })])
      await expect(restoreVault(other, vault, now)).rejects.toMatchObject({ code: 'BACKUP_OTHER' })
  }, 60_000)

  it('that is not there yet makes no file; one file that is there already lets neither be made', async () => {
    const { contents } = await exampleHome()
    const home = await createHome(join(await newFolder(), 'home'), contents)
    const folder = await newFolder()
    const out = join(folder, 'a')
    const made = await makeBackup(home.dir, { out, vaultOut: `${out}.vault`, passphrase, now })
    expect([made.vault, await readdir(folder)]).toEqual([undefined, ['a']])
    const again = makeBackup(home.dir, { out: join(folder, 'b'), vaultOut: out, passphrase, now })
    await expect(again).rejects.toMatchObject({ code: 'FILE_EXISTS' })
    expect(await readdir(folder)).toEqual(['a'])
  })
})
