import { existsSync } from 'node:fs'
import { copyFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { placeInBatch } from '../../../network/checkpoint/batch.ts'
import { type Hex, toHex } from '../../../network/hex.ts'
import { commitment } from '../../../network/privacy/commitment.ts'
import { putRecords, storedBatch } from '../../../provisioner/vault/put-records.ts'
import { Vault } from '../../../provisioner/vault/vault.ts'
import { newFolder } from '../home/folders.ts'
import { killAtWork, start } from '../home/processes.ts'

const RECORDS = 5000
const KILLS = 12
const about = { networkId: `0x${'a1'.repeat(32)}` as Hex, schema: 'infusion/1', at: '2026-09-01T00:00:00Z' }

async function vaultFile(): Promise<string> {
  return join(await newFolder(), 'vault.sqlite')
}

/** A vault of so many records, closed. */
async function filled(records: number): Promise<{ file: string; ids: string[]; root: Hex }> {
  const file = await vaultFile()
  const vault = new Vault(file)
  const values = Array.from({ length: records }, (_, i) => ({ infusion: i }))
  const put = putRecords(vault, values, about)
  vault.close()
  return { file, ...put }
}

/** How many records each batch has. */
function sizes(vault: Vault): number[] {
  const counts = new Map<string, number>()
  for (const { batch } of vault.list()) counts.set(toHex(batch), (counts.get(toHex(batch)) ?? 0) + 1)
  return [...counts.values()]
}

describe('the vault', () => {
  it(`killed as it takes ${RECORDS} records, ${KILLS} times, it has all of a batch or none, and goes on`, async () => {
    const file = await vaultFile()
    let stored = 0
    let undone = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const run = start(new URL('fixtures/put-records.ts', import.meta.url), [file, String(RECORDS)])
      await run.reached(1)
      // Half of the kills come in a transaction's midst: its rollback journal stands only as long.
      while (kill % 2 === 0 && run.process.exitCode === null && !existsSync(`${file}-journal`)) await setImmediate()
      await killAtWork(run, 1, kill % 2 === 0 ? 0 : Math.random() * 900)
      const acknowledged = stored + run.lines.length - 1
      // Once a batch is stored, its journal stays until the vault is closed.
      const begun = run.lines.length === 1 && (await readdir(join(file, '..'))).includes('vault.sqlite-journal')
      const vault = new Vault(file)
      const batches = sizes(vault)
      vault.close()
      expect(new Set(batches).size).toBeLessThanOrEqual(1)
      expect(batches[0] ?? RECORDS).toBe(RECORDS)
      expect([acknowledged, acknowledged + 1]).toContain(batches.length)
      if (begun && batches.length === stored) undone += 1
      stored = batches.length
    }
    process.stdout.write(
      `${KILLS} kills: ${stored} batches stood, ${undone} were undone in the midst of their writing\n`,
    )
    expect(undone).toBeGreaterThan(0)
  }, 90_000)

  it('gives back each value with the salt that opens its commitment, in the batch that stands on chain', async () => {
    const { file, ids, root } = await filled(20)
    const vault = new Vault(file)
    const record = vault.record(ids[3] ?? '')
    expect(record).toMatchObject({ schema: 'infusion/1', value: { infusion: 3 } })
    const opened = record && commitment(record.salt, about, record.value)
    expect(opened).toBe(toHex(record?.commitment ?? new Uint8Array()))
    const batch = storedBatch(vault, record?.batch ?? new Uint8Array())
    expect(batch.root).toBe(root)
    expect(batch.leaves).toHaveLength(32)
    expect(placeInBatch(batch, opened ?? '0x').path).toHaveLength(5)
    expect(new Set(ids.map((id) => toHex(vault.record(id)?.salt ?? new Uint8Array()))).size).toBe(20)
    expect(vault.record('another')).toBeUndefined()
    vault.close()
  })

  it('knows which batches are not on chain yet', async () => {
    const { file, root } = await filled(1)
    const vault = new Vault(file)
    expect(vault.uncommitted().map(toHex)).toEqual([root])
    for (const bytes of vault.uncommitted()) vault.setCommitted(bytes)
    expect(vault.uncommitted()).toEqual([])
    vault.close()
  })

  it('is for its member alone to read, its rollback journal too, whatever the umask', async () => {
    const before = process.umask(0)
    try {
      const { file } = await filled(1)
      expect((await stat(file)).mode & 0o777).toBe(0o600)
      const run = start(new URL('fixtures/put-records.ts', import.meta.url), [file, '20000'])
      await run.reached(1)
      const journal = `${file}-journal`
      let mode: number | undefined
      while (mode === undefined && run.process.exitCode === null) {
        mode = await stat(journal).then(
          ({ mode: found }) => found & 0o777,
          () => undefined,
        )
      }
      run.process.kill('SIGKILL')
      await run.gone
      expect(mode).toBe(0o600)
    } finally {
      process.umask(before)
    }
  }, 30_000)
})

describe('a damaged vault', () => {
  const damage: Record<string, (file: string) => Promise<void>> = {
    empty: (file) => truncate(file, 0),
    'cut in half': async (file) => truncate(file, Math.floor((await stat(file)).size / 2)),
    'cut to a page': (file) => truncate(file, 4096),
    'another file': (file) => writeFile(file, 'infusion,millilitres\n'.repeat(500)),
    'overwritten in its midst': async (file) => {
      const bytes = await readFile(file)
      await writeFile(file, bytes.fill(0x5a, 8192, bytes.length - 4096))
    },
  }

  it.each(Object.keys(damage))('%s: is refused with its name, and left as it is', async (kind) => {
    const { file } = await filled(500)
    await damage[kind]?.(file)
    const copy = `${file}.copy`
    await copyFile(file, copy)
    const use = () => {
      const vault = new Vault(file)
      try {
        vault.list()
      } finally {
        vault.close()
      }
    }
    expect(use).toThrow(expect.objectContaining({ code: 'VAULT_DAMAGED', facts: expect.objectContaining({ file }) }))
    expect(await readFile(file)).toEqual(await readFile(copy))
  })

  it('is told from one that may not be read', async () => {
    const { file } = await filled(1)
    await writeFile(join(file, '..', 'folder-file'), '')
    expect(() => new Vault(join(file, '..', 'folder-file', 'vault.sqlite'))).not.toThrow(
      expect.objectContaining({ code: 'VAULT_DAMAGED' }),
    )
    expect(() => new Vault(join(file, '..', 'folder-file', 'vault.sqlite'))).toThrow()
  })
})
