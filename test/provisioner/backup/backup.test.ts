import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { unpack } from '../../../provisioner/backup/contents.ts'
import { isoOf } from '../../../network/fields.ts'
import { makeBackup } from '../../../provisioner/backup/make-backup.ts'
import { readBackup, restoreHome } from '../../../provisioner/backup/restore-home.ts'
import { openFile, sealFile } from '../../../provisioner/backup/sealed-file.ts'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { homePaths } from '../../../provisioner/home/home.ts'
import { withHomeLock } from '../../../provisioner/home/home-lock.ts'
import { sha256 } from '../../../provisioner/home/home-record.ts'
import { openHome } from '../../../provisioner/home/open-home.ts'
import { readJournal } from '../../../provisioner/journal/read-journal.ts'
import { openKeystores } from '../../../provisioner/signers/keystore.ts'
import { exampleHome, PASSPHRASE } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'
import { KEPT, livingHome, MADE_AGAIN, NOW } from './living-home.ts'

const passphrase = async () => PASSPHRASE
const madeAt = '2026-09-01T00:00:00Z'
const given = (out: string) => ({ out, vaultOut: undefined, passphrase, now: () => NOW })
const read = (file: string) => readBackup(file, { holds: 'home', passphrase })
const restore = async (file: string, dir: string) =>
  restoreHome(dir, await read(file), { file, vault: undefined, now: NOW + 60 })

async function backedUp() {
  const home = await livingHome()
  const file = join(await newFolder(), 'home.backup')
  return { home, file, made: (await makeBackup(home.dir, given(file))).home }
}

describe('a backup of a home', () => {
  it('holds all that a member cannot make again, and nothing else', async () => {
    const { made, file } = await backedUp()
    const keys = ['agent', 'checkpoint', 'node-hospital-north-1', 'officer'].map((name) => `keys/${name}.json`)
    expect([...made.files].sort()).toEqual([...Object.keys(KEPT), ...keys, 'home.json', 'journal.ndjson'].sort())
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(sha256(await readFile(file))).toBe(made.sha256)
    expect((await readFile(file)).includes('1a2b3c4d')).toBe(false)
  })

  it('gives back a home that opens with the same keys, and a journal that goes on and says what it forgot', async () => {
    const { home, file } = await backedUp()
    const dir = join(await newFolder(), 'deep', 'home')
    const restored = await restore(file, dir)
    expect(restored.record).toEqual(home.record)
    const [before, after] = await Promise.all(
      [home, restored].map(async ({ keystores }) => openKeystores(keystores, PASSPHRASE)),
    )
    for (const [role, key] of before ?? []) expect(after?.get(role)?.reveal()).toBe(key.reveal())
    for (const [path, text] of Object.entries(KEPT)) expect(await readFile(join(dir, path), 'utf8')).toBe(text)
    for (const path of Object.keys(MADE_AGAIN).filter((name) => name !== 'restored.json'))
      await expect(stat(join(dir, path))).rejects.toMatchObject({ code: 'ENOENT' })
    const { lines } = await readJournal(homePaths.journal(dir))
    expect(lines.map(({ event }) => event).slice(0, 3)).toEqual(['step.started', 'step.done', 'signature.released'])
    expect(lines.slice(3)).toMatchObject([
      { event: 'home.restored', backup: sha256(await readFile(file)) },
      { event: 'signature.forgotten', kind: 'home', window: null, since: NOW + 60 },
    ])
    expect(await withHomeLock(dir, async ({ serial }) => serial)).toBe(1)
  })

  it('lists the same for the same home, whenever it is made', async () => {
    const { home, file } = await backedUp()
    const [one, other] = [`${file}.a`, `${file}.b`]
    // The journal notes that a backup was made: without that line it is the same home.
    const journal = await readFile(homePaths.journal(home.dir))
    await makeBackup(home.dir, given(one))
    await writeFile(homePaths.journal(home.dir), journal)
    await makeBackup(home.dir, { ...given(other), now: () => NOW + 999 })
    expect((await read(other)).contents).toEqual((await read(one)).contents)
    expect((await readFile(one)).equals(await readFile(other))).toBe(false)
  })

  it('is written over nothing, under no other passphrase than the home’s, and while nobody else works there', async () => {
    const { home, file } = await backedUp()
    await expect(makeBackup(home.dir, given(file))).rejects.toMatchObject({ code: 'FILE_EXISTS' })
    const mistyped = { ...given(`${file}.2`), passphrase: async () => 'another one' }
    await expect(makeBackup(home.dir, mistyped)).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
    const busy = withHomeLock(home.dir, () => makeBackup(home.dir, given(`${file}.3`)))
    await expect(busy).rejects.toMatchObject({ code: 'HOME_BUSY' })
    expect(await readdir(join(file, '..'))).toEqual(['home.backup'])
  })

  it('leaves out a last line of the journal that was cut short', async () => {
    const home = await livingHome()
    await writeFile(homePaths.journal(home.dir), '{"serial":4,"at', { flag: 'a' })
    const file = join(await newFolder(), 'home.backup')
    await makeBackup(home.dir, given(file))
    await restore(file, join(await newFolder(), 'home'))
  })
})

describe('a backup that is damaged', () => {
  it('at any byte, or cut anywhere, is refused before anything is written, and damage is not called a wrong passphrase', async () => {
    const { file } = await backedUp()
    const whole = await readFile(file)
    const folder = await newFolder()
    const damaged = join(folder, 'damaged.backup')
    const attempt = async (bytes: Buffer) => {
      await writeFile(damaged, bytes)
      await expect(restore(damaged, join(folder, 'home'))).rejects.toMatchObject({
        code: expect.stringMatching(/^BACKUP_(DAMAGED|NEWER)$/),
      })
      expect(await readdir(folder)).toEqual(['damaged.backup'])
    }
    const at = fc.integer({ min: 0, max: whole.length - 1 })
    const flip = fc.asyncProperty(at, fc.integer({ min: 1, max: 255 }), async (place, bits) => {
      await attempt(Buffer.from(whole.map((byte, i) => (i === place ? byte ^ bits : byte))))
    })
    await fc.assert(flip, { numRuns: 150 })
    await fc.assert(
      fc.asyncProperty(at, (length) => attempt(whole.subarray(0, length))),
      { numRuns: 60 },
    )
    await attempt(Buffer.concat([whole, Buffer.from('x')]))
    await attempt(Buffer.alloc(0))
  }, 60_000)

  it('by someone who computes the sums again, does not open', async () => {
    const { file } = await backedUp()
    const whole = await readFile(file)
    const end = whole.indexOf('\n')
    const { check: _, ...line } = JSON.parse(whole.toString('utf8', 0, end))
    const body = Buffer.from(whole.subarray(end + 1))
    body[100] = (body[100] ?? 0) ^ 1
    const sealed = (changed: object, bytes: Buffer) => {
      const said = { ...line, ...changed, sha256: sha256(bytes) }
      const sorted = Object.fromEntries(Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1)))
      const { name, ...kdf } = said.kdf
      const canonical = JSON.stringify({ ...sorted, kdf: { n: kdf.n, name, p: kdf.p, r: kdf.r, salt: kdf.salt } })
      return Buffer.concat([Buffer.from(`${JSON.stringify({ ...said, check: sha256(canonical) })}\n`), bytes])
    }
    const intact = Buffer.from(whole.subarray(end + 1))
    expect(await openFile(sealed({}, intact), passphrase, 'f')).toMatchObject({ holds: 'home' })
    for (const forged of [sealed({}, body), sealed({ holds: 'vault' }, intact), sealed({ madeAt }, intact)])
      await expect(openFile(forged, passphrase, 'f')).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
  })

  it('or hostile: asks for a derivation that would take the machine, or is of a later release', async () => {
    const line = (change: object) => Buffer.from(`${JSON.stringify({ format: 'quorate/backup/1', ...change })}\nbody`)
    const asks = () => Promise.reject(new Error('nobody was to be asked'))
    await expect(openFile(line({ format: 'quorate/backup/2' }), asks, 'f')).rejects.toMatchObject({
      code: 'BACKUP_NEWER',
    })
    await expect(openFile(line({}), asks, 'f')).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' })
    const costly = await sealFile(Buffer.from('x'), PASSPHRASE, { holds: 'home', madeAt, scryptN: 2 ** 10 })
    const end = costly.indexOf('\n')
    const { check: _, ...header } = JSON.parse(costly.toString('utf8', 0, end))
    const { bytes, cipher, format, holds, kdf, nonce, sha256: digest } = header
    const wanted = { n: 2 ** 40, name: kdf.name, p: kdf.p, r: kdf.r, salt: kdf.salt }
    const said = { bytes, cipher, format, holds, kdf: wanted, madeAt, nonce, sha256: digest }
    const text = JSON.stringify({ ...said, check: sha256(JSON.stringify(said)) })
    const forged = Buffer.concat([Buffer.from(`${text}\n`), costly.subarray(end + 1)])
    await expect(openFile(forged, asks, 'f')).rejects.toMatchObject({
      code: 'BACKUP_DAMAGED',
      facts: { reason: expect.stringContaining('derivation') },
    })
  })
})

describe('what a backup’s maker chose to put in it', () => {
  const manifestOf = (files: { path: string; bytes: Buffer }[], holds = 'home') => ({
    format: 'quorate/manifest/1',
    holds,
    member: 'hospital-north',
    chainId: 620620,
    consortium: `0x${'5a'.repeat(32)}`,
    files: files.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: sha256(bytes) })),
  })
  const packed = (manifest: object, ...bytes: Buffer[]) =>
    Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), ...bytes])
  const text = Buffer.from('text')

  it.each([
    '../home.json',
    '/etc/passwd',
    'keys/../../x.json',
    'keys/a/b.json',
    'nodes/a/data/key',
    'vault.sqlite',
    'restored.json',
    'busy',
    'proposals/..',
    'proposals/.hidden',
    'home.json\n',
    'HOME.JSON',
  ])('goes nowhere but to a home’s own places: not to %j', (path) => {
    expect(typeof unpack(packed(manifestOf([{ path, bytes: text }]), text))).toBe('string')
  })

  it('is neither more nor less than it lists, each file once', () => {
    const one = [{ path: 'home.json', bytes: text }]
    expect(unpack(packed(manifestOf(one), text))).toMatchObject({ files: [{ path: 'home.json' }] })
    for (const wrong of [
      packed(manifestOf(one), text, text),
      packed(manifestOf(one), text.subarray(1)),
      packed(manifestOf(one), Buffer.from('tuxt')),
      packed(manifestOf([...one, ...one]), text, text),
      packed(manifestOf(one, 'vault'), text),
      Buffer.from('no manifest'),
    ])
      expect(typeof unpack(wrong)).toBe('string')
  })

  it('is a whole home, or nothing is placed', async () => {
    const folder = await newFolder()
    const file = join(folder, 'odd.backup')
    const { home } = await backedUp()
    const record = await readFile(homePaths.record(home.dir))
    const plain = packed(manifestOf([{ path: 'home.json', bytes: record }]), record)
    await writeFile(file, await sealFile(plain, PASSPHRASE, { holds: 'home', madeAt, scryptN: 2 ** 12 }))
    await expect(restore(file, join(folder, 'home'))).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' })
    expect(await readdir(folder)).toEqual(['odd.backup'])
  })
})

describe('a home that is restored', () => {
  it('goes into an empty folder, and over nothing else', async () => {
    const { file } = await backedUp()
    const { contents } = await exampleHome()
    const taken = (await createHome(join(await newFolder(), 'home'), contents)).dir
    const before = await readFile(homePaths.record(taken))
    await expect(restore(file, taken)).rejects.toMatchObject({ code: 'HOME_EXISTS' })
    expect((await readFile(homePaths.record(taken))).equals(before)).toBe(true)
    const empty = await newFolder()
    await restore(file, empty)
    expect((await openHome(empty)).record.member).toBe('hospital-north')
  })

  it('is not made by a clock that stands before the backup: it would count windows that are long past', async () => {
    const { file } = await backedUp()
    const folder = await newFolder()
    const behind = restoreHome(join(folder, 'home'), await read(file), { file, vault: undefined, now: NOW - 1 })
    await expect(behind).rejects.toMatchObject({ code: 'CLOCK_BEHIND', facts: { madeAt: isoOf(NOW) } })
    expect(await readdir(folder)).toEqual([])
  })
})
