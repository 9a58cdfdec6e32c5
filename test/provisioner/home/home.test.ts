import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { createHome, refuseExistingHome } from '../../../provisioner/home/create-home.ts'
import { readHomeRecord, writeHomeRecord } from '../../../provisioner/home/home-record.ts'
import { openHome } from '../../../provisioner/home/open-home.ts'
import { openKeystores } from '../../../provisioner/signers/keystore.ts'
import { type Example, exampleHome, PASSPHRASE } from './example-home.ts'
import { newFolder } from './folders.ts'

let example: Example
beforeAll(async () => {
  example = await exampleHome()
})

async function made(): Promise<string> {
  return (await createHome(join(await newFolder(), 'home'), example.contents)).dir
}

async function modesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true })
  const modes = entries.map(async (name) => `${((await stat(join(folder, name))).mode & 0o777).toString(8)} ${name}`)
  return (await Promise.all(modes)).sort()
}

describe('a new home', () => {
  it('opens again with the same record and the same keys', async () => {
    const home = await openHome(await made())
    const { keystores: _, ...given } = example.contents
    expect(home.record).toMatchObject(given)
    const keys = await openKeystores(home.keystores, PASSPHRASE)
    expect([...keys].map(([role, key]) => [role, key.reveal()])).toEqual(
      [...example.keys].map(([role, key]) => [role, key.reveal()]),
    )
  })

  it('says of itself what opening it says', async () => {
    const home = await createHome(join(await newFolder(), 'home'), example.contents)
    expect(await openHome(home.dir)).toEqual(home)
  })

  it('is closed to other users', async () => {
    const dir = await made()
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
    expect(await modesBelow(dir)).toEqual([
      '600 busy',
      '600 home.json',
      '600 journal.ndjson',
      '600 keys/agent.json',
      '600 keys/checkpoint.json',
      '600 keys/node-hospital-north-1.json',
      '600 keys/officer.json',
      '700 keys',
    ])
  })

  it('holds neither a private key nor the passphrase in the clear', async () => {
    const dir = await made()
    const secrets = [...example.keys.values()].flatMap((key) => {
      const bytes = Buffer.from(key.reveal().slice(2), 'hex')
      return [bytes.toString('latin1'), bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '')]
    })
    for (const name of await readdir(dir, { recursive: true })) {
      if (name === 'keys') continue
      const content = await readFile(join(dir, name), 'latin1')
      for (const secret of [...secrets, PASSPHRASE]) {
        expect({ name, found: content.toLowerCase().includes(secret.toLowerCase()) }).toEqual({ name, found: false })
      }
    }
  })

  it('takes an empty folder, and one that a symbolic link leads to', async () => {
    const folder = await newFolder()
    await mkdir(join(folder, 'empty'))
    await mkdir(join(folder, 'volume'))
    await symlink('volume', join(folder, 'link'))
    await createHome(join(folder, 'empty'), example.contents)
    await createHome(join(folder, 'link'), example.contents)
    expect((await openHome(join(folder, 'empty'))).record.member).toBe('hospital-north')
    expect((await openHome(join(folder, 'volume'))).record.member).toBe('hospital-north')
  })

  it('is not put over a home, a folder with anything in it, or a file', async () => {
    const folder = await newFolder()
    await createHome(join(folder, 'home'), example.contents)
    await mkdir(join(folder, 'full'))
    await writeFile(join(folder, 'full', 'note'), 'mine')
    await writeFile(join(folder, 'file'), 'mine')
    for (const name of ['home', 'full', 'file']) {
      await expect(refuseExistingHome(join(folder, name))).rejects.toMatchObject({ code: 'HOME_EXISTS' })
      await expect(createHome(join(folder, name), example.contents)).rejects.toMatchObject({ code: 'HOME_EXISTS' })
    }
    expect(await readFile(join(folder, 'full', 'note'), 'utf8')).toBe('mine')
    expect((await readdir(folder)).sort()).toEqual(['file', 'full', 'home'])
  })

  it('is made by exactly one of several that try at once', async () => {
    const folder = await newFolder()
    const tries = Array.from({ length: 8 }, () => createHome(join(folder, 'home'), example.contents))
    const results = await Promise.allSettled(tries)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results) if (result.status === 'rejected') expect(result.reason.code).toBe('HOME_EXISTS')
    expect(await readdir(folder)).toEqual(['home'])
  })

  it('with weak encryption is refused outside a rehearsal', async () => {
    const dir = join(await newFolder(), 'home')
    await expect(createHome(dir, { ...example.contents, rehearsal: false })).rejects.toMatchObject({
      code: 'HOME_KDF_WEAK',
    })
    await expect(refuseExistingHome(dir)).resolves.toBeUndefined()
  })

  it('with the production key derivation stands outside a rehearsal', async () => {
    const { contents } = await exampleHome(2 ** 17)
    const dir = join(await newFolder(), 'home')
    await createHome(dir, { ...contents, rehearsal: false })
    expect((await openHome(dir)).record.rehearsal).toBe(false)
  }, 60_000)
})

describe('opening a home', () => {
  it('says where none is', async () => {
    const folder = await newFolder()
    const absent = { code: 'HOME_ABSENT', facts: { home: join(folder, 'none') } }
    await expect(openHome(join(folder, 'none'))).rejects.toMatchObject(absent)
    await expect(openHome(folder)).rejects.toMatchObject({ code: 'HOME_ABSENT' })
  })

  it.each(['home.json', 'keys/officer.json', 'keys/agent.json', 'keys/checkpoint.json'])(
    'names %s where it is cut short, and leaves it as it is',
    async (name) => {
      const file = join(await made(), name)
      const whole = await readFile(file)
      for (let eighth = 0; eighth < 8; eighth += 1) {
        const cut = whole.subarray(0, Math.floor((whole.length * eighth) / 8))
        await writeFile(file, cut)
        await expect(openHome(join(file, name.includes('/') ? '../..' : '..'))).rejects.toMatchObject({
          code: 'HOME_DAMAGED',
          facts: { file },
        })
        expect(await readFile(file)).toEqual(cut)
      }
    },
  )

  it.each(['home.json', 'keys/officer.json'])(
    'never takes a flipped bit in %s for good',
    async (name) => {
      const dir = await made()
      const before = await openHome(dir)
      const file = join(dir, name)
      const whole = await readFile(file)
      let refused = 0
      for (let index = 0; index < whole.length; index += 1) {
        const flipped = Buffer.from(whole)
        flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8))
        await writeFile(file, flipped)
        const result = await openHome(dir).catch((error) => error)
        if (result instanceof Error) refused += 1
        // White space that became other white space is all that may pass.
        else expect(result.record).toEqual(before.record)
        if (result instanceof Error)
          expect(result).toMatchObject({ code: expect.stringMatching(/^HOME_(DAMAGED|NEWER)$/) })
      }
      expect(refused).toBeGreaterThan(whole.length * 0.8)
    },
    60_000,
  )

  it.each(['home.json', 'keys/agent.json', 'keys'])('names what is missing: %s', async (name) => {
    const dir = await made()
    await rm(join(dir, name), { recursive: true })
    const file = join(dir, name === 'keys' ? 'keys/officer.json' : name)
    await expect(openHome(dir)).rejects.toMatchObject({ code: 'HOME_DAMAGED', facts: { file } })
  })

  it.each([
    ['keys/officer.json', 0o640],
    ['keys/officer.json', 0o604],
    ['home.json', 0o620],
    ['.', 0o770],
  ])('refuses %s with mode %o', async (name, mode) => {
    const dir = await made()
    await chmod(join(dir, name), mode)
    const facts = { file: join(dir, name), mode: `0${mode.toString(8)}` }
    await expect(openHome(dir)).rejects.toMatchObject({ code: 'HOME_PERMISSIONS', facts })
  })

  it('leaves a home of a later release alone', async () => {
    const dir = await made()
    await writeFile(join(dir, 'home.json'), JSON.stringify({ format: 'quorate/home/2', anything: true }))
    await expect(openHome(dir)).rejects.toMatchObject({ code: 'HOME_NEWER', facts: { format: 'quorate/home/2' } })
  })

  it('refuses a weakly encrypted home whose mark says that it is no rehearsal', async () => {
    const dir = await made()
    const file = join(dir, 'home.json')
    const reading = readHomeRecord(await readFile(file, 'utf8'))
    if (reading.kind !== 'record') throw new Error(reading.kind)
    await writeFile(file, writeHomeRecord({ ...reading.record, rehearsal: false }))
    await expect(openHome(dir)).rejects.toMatchObject({ code: 'HOME_DAMAGED', facts: { file } })
  })

  it('does not follow a home.json out of its keys folder', async () => {
    const text = await readFile(join(await made(), 'home.json'), 'utf8')
    const reading = readHomeRecord(text.replace('keys/officer.json', 'keys/../../../officer.json'))
    expect(reading.kind).toBe('damaged')
  })
})
