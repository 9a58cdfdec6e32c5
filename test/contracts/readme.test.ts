import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { HISTORIES } from './model/histories.ts'
import { mutations } from './model/mutations.ts'

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const read = (name: string) => readFileSync(pathOf(name), 'utf8')
const page = read('README.md')

/** What stands behind each file's name in the second of two columns: `File.t.sol` names and words; `Other.t.sol` … */
const held = page.split('\n').flatMap((line) => {
  const cell = /^\| [^|]* \| ([^|]*) \|$/.exec(line)?.[1] ?? ''
  return [...cell.matchAll(/`([^`]+)`([^`]*)/g)].map(([, file = '', words = '']) => ({ file, words }))
})
/** A test as the page names it, its words in brackets apart. */
const named = held.flatMap(({ file, words }) =>
  [...words.matchAll(/\b([a-z]+(?:[A-Z][a-zA-Z]*)+)( \(fuzz\))?/g)].map(
    ([, name = '', fuzz]) => [file, name, fuzz === undefined ? '(test|testFuzz)' : 'testFuzz'] as const,
  ),
)

describe('the page on what the contracts are held to', () => {
  it('names tests', () => {
    expect(named.length).toBeGreaterThan(60)
  })

  it.each([...new Set(held.map(({ file }) => file))])('%s is there', (file) => {
    expect(existsSync(pathOf(file.startsWith('test/') ? `../../${file}` : file))).toBe(true)
  })

  it.each(named)('%s has %s', (file, name, kind) => {
    expect(read(file)).toMatch(new RegExp(`function ${kind}_${name}\\(`))
  })

  it.each(held.filter(({ words }) => /\(invariants?\)/.test(words)))('$file has invariants', ({ file }) => {
    expect(read(file)).toMatch(/function invariant_/)
  })

  it.each(held.filter(({ words }) => /^ \(fuzz/.test(words)))('$file has fuzz tests', ({ file }) => {
    expect(read(file)).toMatch(/function testFuzz_/)
  })

  it('tells as many histories and mutations as there are', () => {
    const histories = (2 * HISTORIES).toLocaleString('en')
    const told = `${histories} histories, and ${Object.keys(mutations).length} mutations`
    expect(page.replaceAll('\n', ' ')).toContain(told)
  })

  it('tells as many runs as the Solidity tests make', () => {
    const config = read('../../contracts/hardhat.config.ts')
    const [, fuzz, runs, depth] = /fuzz: \{ runs: (\d+) \}, invariant: \{ runs: (\d+), depth: (\d+)/.exec(config) ?? []
    expect(page).toContain(`Fuzz runs: ${fuzz} each; invariants: ${runs} runs of ${depth} calls`)
  })
})
