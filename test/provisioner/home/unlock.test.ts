import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Environment } from '../../../provisioner/environment.ts'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { homePaths } from '../../../provisioner/home/home.ts'
import { openHome } from '../../../provisioner/home/open-home.ts'
import { unlock } from '../../../provisioner/home/unlock.ts'
import { exampleHome, PASSPHRASE } from './example-home.ts'
import { newFolder } from './folders.ts'

let dir = ''
let officer = ''

/** A command that nobody sits before. */
const environment = (variables: Record<string, string> = {}) =>
  ({ variables, cwd: dir, signal: new AbortController().signal }) as unknown as Environment
const unlocked = async (variables?: Record<string, string>) =>
  (await unlock(await openHome(dir), environment(variables))).of('officer').address
const options = (unlocking: string) =>
  writeFile(homePaths.options(dir), `format: quorate/member/1\ntarget: process\nunlock: ${unlocking}\n`)

beforeAll(async () => {
  dir = join(await newFolder(), 'home')
  const { keys, contents } = await exampleHome()
  await createHome(dir, contents)
  officer = keys.get('officer')?.address ?? ''
  await writeFile(join(dir, 'passphrase'), `${PASSPHRASE}\n`, { mode: 0o600 })
  await writeFile(join(dir, 'other'), 'quite another one\n', { mode: 0o600 })
})

describe('a home opens without a person', () => {
  it('by the file that its member.yaml names, from the home on', async () => {
    await options('{ by: file, path: passphrase }')
    expect(await unlocked()).toBe(officer)
    await options(`{ by: file, path: ${join(dir, 'passphrase')} }`)
    expect(await unlocked()).toBe(officer)
  })

  it('by the file that the variable names, whatever member.yaml says', async () => {
    await options('{ by: file, path: other }')
    await expect(unlocked()).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
    expect(await unlocked({ QUORATE_PASSPHRASE_FILE: 'passphrase' })).toBe(officer)
  })

  it('by nothing else', async () => {
    await options('{ by: file, path: absent }')
    await expect(unlocked()).rejects.toMatchObject({ code: 'PASSPHRASE_UNREADABLE' })
    await options('{ by: prompt }')
    await expect(unlocked()).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' })
  })
})
