import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Environment } from '../../../provisioner/environment.ts'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { keysWhereNeeded } from '../../../provisioner/home/keys-where-needed.ts'
import { openHome } from '../../../provisioner/home/open-home.ts'
import type { Signers } from '../../../provisioner/home/unlock.ts'
import { exampleHome, PASSPHRASE } from './example-home.ts'
import { newFolder } from './folders.ts'

/** What a piece of work comes to, and whether the home was held each time the passphrase was asked for. */
async function worked<T>(work: (open: () => Promise<Signers>) => Promise<T>) {
  const folder = await newFolder()
  const { keys, contents } = await exampleHome()
  await writeFile(join(folder, 'passphrase'), PASSPHRASE, { mode: 0o600 })
  const home = await openHome((await createHome(join(folder, 'home'), contents)).dir)
  let held = false
  const asked: boolean[] = []
  const variables = {
    get QUORATE_PASSPHRASE_FILE() {
      asked.push(held)
      return 'passphrase'
    },
  }
  const env = { variables, cwd: folder, signal: new AbortController().signal, elapsed: () => 0, progress: () => {} }
  const came = await keysWhereNeeded(env as unknown as Environment, home, async (open) => {
    held = true
    return work(open).finally(() => (held = false))
  }).catch((error: unknown) => error)
  return { came, asked, officer: keys.get('officer')?.address }
}

describe('work in a home that may need keys', () => {
  it('has them opened while the home is nobody’s', async () => {
    const { came, asked, officer } = await worked(async (open) => (await open()).of('officer').address)
    expect(came).toBe(officer)
    expect([asked.length > 0, asked.includes(true)]).toEqual([true, false])
  })

  it('asks nobody where it needs none, and fails as it fails', async () => {
    expect(await worked(async () => 'kept')).toMatchObject({ came: 'kept', asked: [] })
    const mine = new TypeError('mine')
    expect(await worked(() => Promise.reject(mine))).toMatchObject({ came: mine, asked: [] })
  })
})
