import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** Libraries that neither touch the world nor keep state: all that the core may use. */
const PURE = /^(@noble\/|@ethereumjs\/|ethers$|zod$|js-yaml$|canonicalize$)/
/** Reads of clock and chance that no import gives away. */
const IMPURE = /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|fetch\(|setTimeout|crypto\.)/

interface Source {
  readonly file: string
  readonly text: string
  readonly imports: readonly string[]
}

function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const text = readFileSync(path, 'utf8')
      const named = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
      const imports = named.map((name) => (name.startsWith('.') ? relative(root, resolve(dirname(path), name)) : name))
      return { file: relative(root, path), text, imports }
    })
}

const network = sources('network')
const provisioner = sources('provisioner')
const offending = (all: readonly Source[], wrong: (name: string, source: Source) => boolean) =>
  all.flatMap((source) =>
    source.imports.filter((name) => wrong(name, source)).map((name) => `${source.file} → ${name}`),
  )

describe('the architecture', () => {
  it('is looked at where there is something to see', () => {
    expect(network.length).toBeGreaterThan(40)
    expect(provisioner.length).toBeGreaterThan(40)
  })

  it('network/ imports itself, generated contracts and pure libraries only', () => {
    const allowed = (name: string) =>
      name.startsWith('network/') || name.startsWith('contracts/generated/') || PURE.test(name)
    expect(offending(network, (name) => !allowed(name))).toEqual([])
  })

  it('network/ reads no clock, chance, process or net', () => {
    expect(
      network.filter(({ text }) => IMPURE.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''))).map(({ file }) => file),
    ).toEqual([])
  })

  it('targets do not import one another, nor signers', () => {
    const wrong =
      (room: string) =>
      (name: string, { file }: Source) => {
        const own = new RegExp(`^provisioner/${room}/([^/]+)/`).exec(file)?.[1]
        const other = new RegExp(`^provisioner/${room}/([^/]+)/`).exec(name)?.[1]
        return own !== undefined && other !== undefined && own !== other
      }
    expect(offending(provisioner, wrong('targets'))).toEqual([])
  })

  it('only the command line knows the command line: no room imports cli/', () => {
    expect(
      offending(
        provisioner,
        (name, { file }) => name.startsWith('provisioner/cli/') && !file.startsWith('provisioner/cli/'),
      ),
    ).toEqual([])
  })

  it('only main.ts reads argv, environment and streams, but for the prompt that asks for a passphrase', () => {
    const reads = provisioner.filter(({ text }) => /process\.(argv|env|stdout|stderr|exit)\b/.test(text))
    expect(reads.map(({ file }) => file).sort()).toEqual(['provisioner/cli/main.ts', 'provisioner/signers/terminal.ts'])
  })

  it('a rehearsal plays by commands: it opens no home', () => {
    const opens = /provisioner\/(home\/(open-home|unlock|create-home)|signers\/)/
    const rehearsal = provisioner.filter(({ file }) => file.startsWith('provisioner/rehearsal/'))
    expect(rehearsal.length).toBeGreaterThan(3)
    expect(offending(rehearsal, (name) => opens.test(name))).toEqual([])
  })

  it('hardhat is loaded only by the embedded target, and lazily', () => {
    const named = [...network, ...provisioner].filter(({ imports }) =>
      imports.some((name) => name.startsWith('hardhat')),
    )
    expect(named.map(({ file }) => file)).toEqual(['provisioner/targets/embedded/development-chain.ts'])
    for (const { text } of named) expect(text).not.toMatch(/^import .*'hardhat/m)
  })

  it('no TypeScript file is longer than 300 lines', () => {
    const long = [...network, ...provisioner].filter(({ text }) => text.split('\n').length > 301)
    expect(long.map(({ file }) => file)).toEqual([])
  })

  it('every room is in docs/architecture.md', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
    const rooms = new Set(
      [...network, ...provisioner].flatMap(({ file }) => /^((?:network|provisioner)\/[^/]+)\//.exec(file)?.[1] ?? []),
    )
    expect([...rooms].filter((room) => !page.includes(`${room.split('/')[1]}/`))).toEqual([])
  })
})
