import { spawnSync } from 'node:child_process'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { removeTemporaries, replace, writeNew } from '../../../provisioner/home/atomic-file.ts'
import { newFolder } from './folders.ts'
import { anyOf, killAtWork, start } from './processes.ts'

const MODULE = fileURLToPath(new URL('../../../provisioner/home/atomic-file.ts', import.meta.url))

describe('writing a new file', () => {
  it('leaves the whole content with the mode asked for, whatever the umask, and nothing else', async () => {
    const folder = await newFolder()
    const umask = process.umask(0o277)
    await writeNew(join(folder, 'a'), 'content')
    await writeNew(join(folder, 'b'), 'content', { mode: 0o644 })
    process.umask(umask)
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('content')
    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'b'))).mode & 0o777).toBe(0o644)
    expect((await readdir(folder)).sort()).toEqual(['a', 'b'])
  })

  it('never overwrites', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'a'), 'old')
    await expect(writeNew(join(folder, 'a'), 'new')).rejects.toMatchObject({ code: 'FILE_EXISTS' })
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['a'])
  })

  it('is whole or not there where a file has one name alone, and never overwrites there either', async () => {
    const folder = await newFolder()
    // As link(2) answers where a file system has no links.
    const script = `
      import fs from 'node:fs/promises'
      import { syncBuiltinESMExports } from 'node:module'
      fs.link = async () => { throw Object.assign(new Error('EPERM'), { code: 'EPERM' }) }
      syncBuiltinESMExports()
      const { writeNew } = await import(${JSON.stringify(MODULE)})
      await writeNew(process.argv[1], 'first')
      console.log(await writeNew(process.argv[1], 'second').catch(({ code }) => code))`
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--no-warnings', '--input-type=module', '-e', script, join(folder, 'a')],
      { encoding: 'utf8' },
    )
    expect([stdout.trim(), stderr]).toEqual(['FILE_EXISTS', ''])
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('first')
    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['a'])
  })

  it('says why it cannot write', async () => {
    const file = join(await newFolder(), 'absent', 'a')
    await expect(writeNew(file, 'new')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      facts: { file, errno: 'ENOENT' },
    })
  })

  it('lets exactly one of two processes win each file', async () => {
    const folder = await newFolder()
    const runs = ['a', 'b'].map((name) => start(new URL('fixtures/write-new.ts', import.meta.url), [folder, name]))
    await Promise.all(runs.map((run) => run.firstLine))
    for (const run of runs) run.process.stdin?.write('go\n')
    await Promise.all(runs.map((run) => run.gone))
    const [a = [], b = []] = runs.map((run) => run.lines.slice(1).map((line) => line.slice('won '.length)))
    expect(a.length + b.length).toBe(200)
    expect(new Set([...a, ...b]).size).toBe(200)
    for (const index of a) expect(await readFile(join(folder, index), 'utf8')).toBe('a'.repeat(5000))
    for (const index of b) expect(await readFile(join(folder, index), 'utf8')).toBe('b'.repeat(5000))
    expect(await readdir(folder)).toHaveLength(200)
  }, 60_000)
})

describe('replacing a file', () => {
  it('puts the new content there, with its mode, and leaves nothing else', async () => {
    const folder = await newFolder()
    await writeNew(join(folder, 'a'), 'old and longer', { mode: 0o644 })
    await replace(join(folder, 'a'), 'new')
    await replace(join(folder, 'b'), 'first', { mode: 0o644 })
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new')
    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'b'))).mode & 0o777).toBe(0o644)
    expect((await readdir(folder)).sort()).toEqual(['a', 'b'])
  })

  it.each([
    ['replaced', replace],
    ['new', writeNew],
  ])(
    'is done for one that is %s though another took what was written so far for what a killed write left',
    async (_, write) => {
      const folder = await newFolder()
      const content = Buffer.alloc(64 * 2 ** 20, 7)
      const written = write(join(folder, 'a'), content)
      while ((await readdir(folder)).length === 0) await setImmediate()
      await removeTemporaries(folder)
      await written
      expect((await readFile(join(folder, 'a'))).equals(content)).toBe(true)
      expect(await readdir(folder)).toEqual(['a'])
    },
    60_000,
  )

  it('survives kill -9 with the old content or the new, never a mixture', async () => {
    const folder = await newFolder()
    const file = join(folder, 'a')
    await writeFile(file, '0'.repeat(100_000))
    for (let round = 0; round < 10; round += 1) {
      const run = start(new URL('fixtures/replace-file.ts', import.meta.url), [file])
      await killAtWork(run, anyOf(1, 5), Math.random() * 6)
      const found = await readFile(file, 'utf8')
      expect(found).toBe((found[0] ?? '').repeat(100_000))
      // What was acknowledged last stands there, or what was being put in its place.
      const last = Number(run.lines.at(-1))
      expect([String(last), String((last + 1) % 10)]).toContain(found[0])
    }
    await removeTemporaries(folder)
    expect(await readdir(folder)).toEqual(['a'])
  }, 60_000)
})
