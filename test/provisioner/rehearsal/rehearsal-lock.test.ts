import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { markRehearsal, withRehearsalLock } from '../../../provisioner/rehearsal/rehearsal-lock.ts'
import { newFolder } from '../home/folders.ts'

const nothing = () => Promise.resolve('done')

describe('the folder of a rehearsal', () => {
  it('is an empty one, and its own from then on', async () => {
    const root = await newFolder()
    await markRehearsal(root)
    await writeFile(join(root, 'founding.json'), '{}')
    await expect(markRehearsal(root)).resolves.toBeUndefined()
  })

  it('is none that holds something else', async () => {
    const root = await newFolder()
    await mkdir(join(root, 'src'))
    await expect(markRehearsal(root)).rejects.toMatchObject({ code: 'FOLDER_TAKEN' })
    expect(await readdir(root)).toEqual(['src'])
  })
})

describe('the lock of a rehearsal', () => {
  it('has one holder at a time, and is free again after it, however it ended', async () => {
    const root = await newFolder()
    await markRehearsal(root)
    await withRehearsalLock(root, async () => {
      await expect(withRehearsalLock(root, nothing)).rejects.toMatchObject({ code: 'REHEARSAL_BUSY' })
    })
    await expect(withRehearsalLock(root, () => Promise.reject(new Error('broke')))).rejects.toThrow('broke')
    expect(await withRehearsalLock(root, nothing)).toBe('done')
  })

  it('of an erased rehearsal does not keep the next one out', async () => {
    const root = join(await newFolder(), 'rehearsal')
    const begin = async () => {
      await mkdir(root)
      await markRehearsal(root)
    }
    await begin()
    await withRehearsalLock(root, async () => {
      await rm(root, { recursive: true })
      await begin()
      expect(await withRehearsalLock(root, nothing)).toBe('done')
    })
    expect(await withRehearsalLock(root, nothing)).toBe('done')
  })
})
