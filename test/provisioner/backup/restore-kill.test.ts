import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { makeBackup } from '../../../provisioner/backup/make-backup.ts'
import { readBackup, restoreHome } from '../../../provisioner/backup/restore-home.ts'
import { twinGuard } from '../../../provisioner/backup/twin-guard.ts'
import { homePaths } from '../../../provisioner/home/home.ts'
import { openHome } from '../../../provisioner/home/open-home.ts'
import { readJournal } from '../../../provisioner/journal/read-journal.ts'
import { PASSPHRASE } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'
import { anyOf, killAtWork, start } from '../home/processes.ts'
import { livingHome, NOW } from './living-home.ts'

const ROUNDS = 12
const passphrase = async () => PASSPHRASE

describe('a restore that is killed', () => {
  it(`leaves a whole home or none, ${ROUNDS} times of ${ROUNDS}, and never one that forgot that it was restored`, async () => {
    const home = await livingHome()
    const file = join(await newFolder(), 'home.backup')
    await makeBackup(home.dir, { out: file, vaultOut: undefined, passphrase, now: () => NOW })
    const backup = await readBackup(file, { holds: 'home', passphrase })
    let cleared = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      const folder = await newFolder()
      const run = start(new URL('fixtures/restore-homes.ts', import.meta.url), [folder, file, PASSPHRASE])
      await killAtWork(run, anyOf(1, 3), Math.random() * 25)
      const names = await readdir(folder)
      const homes = names.filter((name) => !name.startsWith('.'))
      for (const name of homes) {
        const dir = join(folder, name)
        expect((await openHome(dir)).record.member).toBe('hospital-north')
        expect((await readJournal(homePaths.journal(dir))).lines.at(-1)?.event).toBe('signature.forgotten')
        await expect(twinGuard(dir)).rejects.toMatchObject({ code: 'TWIN_POSSIBLE' })
      }
      expect([run.lines.length, run.lines.length + 1]).toContain(homes.length)
      const left = names.filter((name) => name.startsWith('.'))
      for (const name of left) {
        const place = join(folder, name.split('.')[1] ?? '')
        await restoreHome(place, backup, { file, vault: undefined, now: NOW })
      }
      cleared += left.length
      expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([])
    }
    expect(cleared).toBeGreaterThan(ROUNDS / 6)
  }, 180_000)
})
