import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { withHomeLock } from '../../../provisioner/home/home-lock.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import { type Example, exampleHome } from './example-home.ts'
import { newFolder } from './folders.ts'
import { start } from './processes.ts'
import { mayMakeSmallDisks, onSmallDisk } from '../../e2e/small-disk.ts'

const onFullDisk = (await mayMakeSmallDisks()) ? it : it.skip

const HOLD = new URL('fixtures/hold-lock.ts', import.meta.url)
const COUNT = new URL('fixtures/count-under-lock.ts', import.meta.url)

let example: Example
let home: string
beforeAll(async () => {
  example = await exampleHome()
})
beforeEach(async () => {
  home = (await createHome(join(await newFolder(), 'home'), example.contents)).dir
})

const serialNow = () => withHomeLock(home, async ({ serial }) => serial)

describe('the lock of a home', () => {
  it('refuses a second process at once, with the pid of the first, and is free when that is done', async () => {
    const holder = start(HOLD, [home])
    expect(await holder.firstLine).toBe('1')
    await expect(serialNow()).rejects.toMatchObject({ code: 'HOME_BUSY', facts: { home, pid: holder.process.pid } })
    holder.process.stdin?.write('done\n')
    await holder.gone
    expect(await serialNow()).toBe(2)
  }, 60_000)

  it('is free after kill -9, and its serial only rises', async () => {
    for (let serial = 1; serial < 10; serial += 2) {
      const holder = start(HOLD, [home])
      expect(await holder.firstLine).toBe(String(serial))
      holder.process.kill('SIGKILL')
      await holder.gone
      expect(await serialNow()).toBe(serial + 1)
    }
  }, 60_000)

  it('is free after work that failed, and lets the failure through', async () => {
    await expect(withHomeLock(home, () => Promise.reject(new TypeError('mine')))).rejects.toThrow(TypeError)
    expect(await serialNow()).toBe(2)
  })

  it('holds within one process too, and a refused attempt does not loosen it', async () => {
    await withHomeLock(home, async () => {
      await expect(serialNow()).rejects.toMatchObject({ code: 'HOME_BUSY', facts: { pid: process.pid } })
      expect(await start(HOLD, [home]).firstLine).toBe(`HOME_BUSY ${process.pid}`)
    })
    expect(await serialNow()).toBe(2)
  }, 60_000)

  it('lets one of many processes work at a time', async () => {
    const file = join(home, '..', 'count')
    await writeFile(file, '0')
    const runs = Array.from({ length: 4 }, () => start(COUNT, [home, file]))
    await Promise.all(runs.map((run) => run.gone))
    expect(await readFile(file, 'utf8')).toBe('100')
    const serials = runs.map((run) => run.lines.map(Number))
    for (const own of serials) expect(own).toEqual([...own].sort((a, b) => a - b))
    expect(new Set(serials.flat()).size).toBe(100)
  }, 60_000)

  it('counts on from the steps in the journal where its own count is lost', async () => {
    const journal = await openJournal(join(home, 'journal.ndjson'), Date.now)
    for (const lock of [3, 7, undefined]) await journal.append({ event: 'step.done', ...(lock && { lock }) })
    await journal.close()
    await rm(join(home, 'busy.json'), { force: true })
    expect([await serialNow(), await serialNow()]).toEqual([8, 9])
  })

  it('clears what killed writes left in the home', async () => {
    const left = join(home, `.card.json.${'0'.repeat(16)}.quorate-tmp`)
    const mine = join(home, '.card.json.quorate-tmp')
    await writeFile(left, 'half')
    await writeFile(mine, 'not of our making')
    await serialNow()
    await expect(readFile(left)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await readFile(mine, 'utf8')).toBe('not of our making')
  })

  it('names a damaged file of its own', async () => {
    await writeFile(join(home, 'busy.json'), '{"serial":')
    await expect(serialNow()).rejects.toMatchObject({ code: 'HOME_DAMAGED', facts: { file: join(home, 'busy.json') } })
    await rm(join(home, 'busy.json'))
    await writeFile(join(home, 'busy'), 'not an empty file')
    await expect(serialNow()).rejects.toMatchObject({ code: 'HOME_DAMAGED', facts: { file: join(home, 'busy') } })
  })

  it('is not made where no home is', async () => {
    const folder = await mkdtemp(join(home, 'none-'))
    await expect(withHomeLock(folder, async () => 0)).rejects.toMatchObject({ code: 'HOME_ABSENT' })
  })

  onFullDisk('names the file that a full disk has no room for', async () => {
    const disk = await newFolder()
    await onSmallDisk(disk, '4m', async () => {
      const full = join(disk, 'home')
      await cp(home, full, { recursive: true })
      await expect(writeFile(join(disk, 'filler'), Buffer.alloc(5 * 2 ** 20))).rejects.toThrow('ENOSPC')
      await expect(withHomeLock(full, async () => 0)).rejects.toMatchObject({
        code: 'DISK_FULL',
        facts: { file: expect.stringMatching(/\/home\/busy/) },
      })
    })
  })
})
