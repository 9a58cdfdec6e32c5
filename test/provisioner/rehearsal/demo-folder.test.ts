import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { run } from '../../../provisioner/cli/commands/demo.ts'
import { Input } from '../../../provisioner/cli/input.ts'
import type { Environment } from '../../../provisioner/environment.ts'
import { demoFolder } from '../../../provisioner/rehearsal/demo-folder.ts'
import { newFolder } from '../home/folders.ts'

describe('the folder of a demo', () => {
  it('is the one that was named, made where it is not there, and gone with all that is in it', async () => {
    const named = join(await newFolder(), 'below', 'demo')
    const { root, remove } = await demoFolder(named)
    expect(root).toBe(named)
    await mkdir(join(root, 'homes'))
    await remove()
    await expect(stat(named)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('stays where it was there before, as empty as it was', async () => {
    const named = await newFolder()
    const { root, remove } = await demoFolder(named)
    await mkdir(join(root, 'homes'))
    await writeFile(join(root, '.rehearsal'), '')
    await remove()
    expect(await readdir(named)).toEqual([])
  })

  it('is a new one for temporary files where none was named', async () => {
    const { root, remove } = await demoFolder(undefined)
    expect(root.startsWith(join(tmpdir(), 'quorate-demo-'))).toBe(true)
    await remove()
    await expect(stat(root)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each(['home.json', '.rehearsal'])('is none that holds something: %s', async (name) => {
    const home = await newFolder()
    await writeFile(join(home, name), 'kept')
    const demo = run(new Input([], { home }), { home } as Environment)
    await expect(demo).rejects.toMatchObject({ code: 'FOLDER_TAKEN', remedy: expect.stringContaining(home) })
    expect(await readdir(home)).toEqual([name])
    await expect(demoFolder(join(home, name))).rejects.toMatchObject({ code: 'FOLDER_TAKEN' })
  })
})
