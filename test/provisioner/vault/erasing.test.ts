import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { link, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { afterAll, describe, expect, it } from '@jest/globals'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { homePaths } from '../../../provisioner/home/home.ts'
import { withHomeLock } from '../../../provisioner/home/home-lock.ts'
import { putRecords } from '../../../provisioner/vault/put-records.ts'
import { Vault } from '../../../provisioner/vault/vault.ts'
import { exampleHome } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'
import { killAtWork, start } from '../home/processes.ts'

const KILLS = 4
const about = { networkId: `0x${'a1'.repeat(32)}`, schema: 'record/1', at: '2026-09-01T00:00:00Z' } as const
const chance = '0'.repeat(16)

const held: number[] = []
afterAll(() => {
  for (const handle of held.splice(0)) closeSync(handle)
})

/** What stands on the disk of a file, also when no name leads there any more; undefined while there is no such file. */
function hold(file: string): number | undefined {
  try {
    const handle = openSync(file, 'r')
    held.push(handle)
    return handle
  } catch {
    return undefined
  }
}

function onDisk(handle: number): Buffer {
  const bytes = Buffer.alloc(fstatSync(handle).size)
  readSync(handle, bytes, 0, bytes.length, 0)
  return bytes
}

async function filesIn(folder: string): Promise<Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => readFileSync(join(parentPath, name)))
}

/** As docs/operations.md says it: by SQLite, and then any command that has the vault open. */
function erase(file: string, id: string): void {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = PERSIST; PRAGMA secure_delete = ON')
  expect(database.prepare('DELETE FROM record WHERE id = ?').run(id).changes).toBe(1)
  database.close()
  new Vault(file).close()
}

describe('a value that is erased', () => {
  it(`is in no file, and on no part of the disk that a file had, though commands were killed ${KILLS} times as they wrote`, async () => {
    const file = join(await newFolder(), 'vault.sqlite')
    const journals: number[] = []
    let seen = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const value = `the value that is erased ${kill}`
      const vault = new Vault(file)
      const { ids } = putRecords(vault, [value], about)
      const salt = Buffer.from(vault.record(ids[0] ?? '')?.salt ?? [])
      vault.close()
      const run = start(new URL('fixtures/put-records.ts', import.meta.url), [file, '5000'])
      await run.reached(1)
      let journal: number | undefined
      while (journal === undefined && run.process.exitCode === null) {
        journal = hold(`${file}-journal`)
        await setImmediate()
      }
      await killAtWork(run, kill % 2 === 0 ? 1 : 2, 0)
      if (journal !== undefined) journals.push(journal)
      const before = onDisk(journal ?? -1)
      if (before.includes(value) && before.includes(salt)) seen += 1
      erase(file, ids[0] ?? '')
      for (const bytes of [...(await filesIn(join(file, '..'))), ...journals.map(onDisk)])
        expect([bytes.includes(value), bytes.includes(salt)]).toEqual([false, false])
      expect(await readdir(join(file, '..'))).toEqual(['vault.sqlite'])
    }
    // Journals held what was erased, or this test has shown nothing.
    expect(seen).toBeGreaterThan(0)
  }, 120_000)

  it('is in no copy that a killed backup or restore left, and what has another name stays whole', async () => {
    const { contents } = await exampleHome()
    const place = join(await newFolder(), 'home')
    const build = join(place, '..', `.home.quorate-build-4194305-1-${chance}`)
    await mkdir(build)
    await writeFile(join(build, 'vault.sqlite'), 'the value in a build')
    const home = hold(join(build, 'vault.sqlite')) ?? -1
    const { dir } = await createHome(place, contents)
    const vault = homePaths.vault(dir)
    new Vault(vault).close()
    const whole = readFileSync(vault)
    await writeFile(join(dir, `.vault-copy.${chance}.quorate-tmp`), 'the value in a copy')
    await writeFile(join(dir, `.vault-copy.${chance}.quorate-tmp-journal`), '')
    await link(vault, join(dir, `.vault.sqlite.${chance}.quorate-tmp`))
    const copy = hold(join(dir, `.vault-copy.${chance}.quorate-tmp`)) ?? -1
    await withHomeLock(dir, async () => undefined)
    expect([home, copy].map((handle) => onDisk(handle).every((byte) => byte === 0))).toEqual([true, true])
    expect([home, copy].map((handle) => onDisk(handle).length > 0)).toEqual([true, true])
    expect(readFileSync(vault).equals(whole)).toBe(true)
    expect((await readdir(dir)).filter((name) => name.includes('quorate-tmp'))).toEqual([])
  })
})
