import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { type Command, folders, passedFor, sourcesNow, sourcesOf } from '../../scripts/passed.ts'

const top = mkdtempSync(join(tmpdir(), 'quorate-sources-'))
afterAll(() => rmSync(top, { recursive: true }))

/** What to do, where the sources are not those for which a command last passed. */
function stale(command: Command): string[] {
  if (passedFor(command) === sourcesNow(command)) return []
  const changed = folders[command].map((folder) => `${folder}/**/*.sol`).join(' or ')
  return [
    `${changed} changed since \`npm run ${command}\` last passed: run it and commit scripts/${command}/passed.json`,
  ]
}

describe('what is run over the contracts by hand', () => {
  it.each(Object.keys(folders) as Command[])('passed for the sources that stand: npm run %s', (command) => {
    expect(stale(command)).toEqual([])
  })

  it('passed for no others: every Solidity source counts, by its name and text, and nothing else does', () => {
    const inner = join(top, 'contracts', 'governance')
    mkdirSync(join(inner, 'Built.sol'), { recursive: true })
    writeFileSync(join(inner, 'A.sol'), 'contract A {}')
    const digests = [sourcesOf(top, ['contracts'])]
    const then = (change: () => void) => {
      change()
      digests.push(sourcesOf(top, ['contracts']))
    }
    then(() => writeFileSync(join(inner, 'Built.sol', 'A.json'), '{}'))
    expect(digests[1]).toBe(digests[0])
    then(() => writeFileSync(join(inner, 'A.sol'), 'contract A { }'))
    then(() => writeFileSync(join(inner, 'B.sol'), 'contract B {}'))
    then(() => renameSync(join(inner, 'B.sol'), join(inner, 'C.sol')))
    expect(new Set(digests).size).toBe(digests.length - 1)
  })
})
