import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { publish, publishAgain } from '../../../provisioner/founding/publish.ts'
import { newFolder } from '../home/folders.ts'

describe('publishing a file', () => {
  it('makes its folder, and writes it for everybody to read', async () => {
    const file = join(await newFolder(), 'a', 'b', 'card.json')
    await publish(file, 'one\n')
    expect(await readFile(file, 'utf8')).toBe('one\n')
    expect((await stat(file)).mode & 0o777).toBe(0o644)
  })

  it('changes nothing where the file says the same already', async () => {
    const file = join(await newFolder(), 'card.json')
    await publish(file, 'one\n')
    const before = await stat(file)
    await publish(file, 'one\n')
    expect((await stat(file)).ino).toBe(before.ino)
  })

  it('never overwrites another content, not even with more of it', async () => {
    const folder = await newFolder()
    const file = join(folder, 'card.json')
    await writeFile(file, 'on')
    await expect(publish(file, 'one\n')).rejects.toMatchObject({ code: 'FILE_EXISTS', facts: { file } })
    expect(await readFile(file, 'utf8')).toBe('on')
    expect(await readdir(folder)).toEqual(['card.json'])
  })

  it('lets many publish the same at once', async () => {
    const file = join(await newFolder(), 'card.json')
    const done = await Promise.allSettled(Array.from({ length: 20 }, () => publish(file, 'one\n')))
    expect(done.filter(({ status }) => status === 'rejected')).toEqual([])
  })
})

describe('publishing a file that later ones replace', () => {
  it('makes its folder, and puts the new content in the place of the old', async () => {
    const file = join(await newFolder(), 'endpoints', 'hospital-north.json')
    await publishAgain(file, 'one\n')
    await publishAgain(file, 'two\n')
    expect(await readFile(file, 'utf8')).toBe('two\n')
    expect((await stat(file)).mode & 0o777).toBe(0o644)
  })
})
