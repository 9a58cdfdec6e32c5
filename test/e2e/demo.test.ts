import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { openHome } from '../../provisioner/home/open-home.ts'
import { openKeystores } from '../../provisioner/signers/keystore.ts'
import { endOf, quorate, refusal, start } from './cli.ts'
import { chainsOf, watch } from './processes.ts'
import { newFolder } from './rehearsals.ts'
import { statusShape } from './status-shape.ts'

interface Story {
  readonly good: boolean
  readonly steps: readonly { title: string; lines: readonly string[]; seconds: number }[]
  readonly network: unknown
}

let folder = ''
let root = ''
let told: { code: number | null; stdout: string; stderr: string; seconds: number }
let seen: { commands: string[]; peak: number }

// One demo is watched from outside, and what it leaves behind is looked through afterwards.
beforeAll(async () => {
  folder = await newFolder()
  const begun = performance.now()
  root = join(folder, 'shown')
  const child = start(['demo', '--keep', '--json', '--home', root])
  const watching = watch(child.pid ?? 0)
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text))
  const [code] = await endOf(child)
  told = { code, stdout, stderr, seconds: (performance.now() - begun) / 1000 }
  seen = watching.end()
  await quorate(['down', '--home', root])
}, 180_000)

describe('the demo', () => {
  it('tells the whole story as one document, and it ends well', () => {
    expect([told.code, told.stderr]).toEqual([0, ''])
    const story = JSON.parse(told.stdout) as Story
    expect(story.good).toBe(true)
    const network = statusShape.parse(story.network)
    expect(network.members.map(({ name }) => name)).toContain('hospital-east')
    expect(network.members).toHaveLength(7)
    expect(network.proposals.map(({ state }) => state)).toEqual(['executed', 'defeated'])
  })

  it('plays in the folder that was named, every member in a home of its own below it, and not over what stands there', async () => {
    const { members } = statusShape.parse((JSON.parse(told.stdout) as Story).network)
    const homes = readdirSync(join(root, 'homes'))
    expect(homes).toEqual(expect.arrayContaining(members.map(({ name }) => name)))
    const again = await refusal(['demo', '--home', root])
    expect([again.code, again.error.code]).toEqual([1, 'FOLDER_TAKEN'])
    expect(readdirSync(join(root, 'homes'))).toEqual(homes)
  })

  it('takes less than a minute and less than 700 MB, all its processes together', () => {
    process.stdout.write(`the demo took ${told.seconds.toFixed(1)} s and ${seen.peak} MB at most\n`)
    expect(told.seconds).toBeLessThan(60)
    expect(seen.peak).toBeGreaterThan(100)
    expect(seen.peak).toBeLessThan(700)
  })

  it('leaves no chain running once it is taken down', () => {
    expect(seen.commands.filter((command) => command.includes(' devchain '))).toHaveLength(2)
    expect(chainsOf(folder)).toEqual([])
  })
})

describe('secrets of a rehearsal', () => {
  it('stand in no file but encrypted, in no argument and in no output', async () => {
    const secrets = await secretsOf(root)
    expect(secrets.length).toBeGreaterThan(30)
    const passphraseFile = /\/passphrases\/[a-z0-9-]+$/
    const places = [
      ...filesOf(root).filter(([path]) => !passphraseFile.test(path)),
      ...seen.commands.map((command) => ['a process’s arguments', command] as const),
      ['standard output', told.stdout] as const,
      ['standard error', told.stderr] as const,
    ]
    expect(places.length).toBeGreaterThan(100)
    const leaks = places.flatMap(([place, text]) =>
      secrets.some((secret) => text.toLowerCase().includes(secret)) ? [place] : [],
    )
    expect(leaks).toEqual([])
  })

  it('are found by this very search where they do stand', async () => {
    const secrets = await secretsOf(root)
    const passphrases = filesOf(join(root, 'passphrases'))
    expect(passphrases.length).toBeGreaterThan(5)
    expect(passphrases.every(([, text]) => secrets.some((secret) => text.includes(secret)))).toBe(true)
  })
})

/** Every private key in hex, and every passphrase. */
async function secretsOf(rehearsal: string): Promise<string[]> {
  const secrets: string[] = []
  for (const member of readdirSync(join(rehearsal, 'homes'))) {
    const passphrase = readFileSync(join(rehearsal, 'passphrases', member), 'utf8').trim()
    const home = await openHome(join(rehearsal, 'homes', member))
    const keys = await openKeystores(home.keystores, passphrase)
    secrets.push(passphrase, ...[...keys.values()].map((key) => key.reveal().slice(2)))
  }
  return secrets
}

function filesOf(path: string): (readonly [string, string])[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, 'latin1')] as const)
}
