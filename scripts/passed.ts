import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What is run by hand, and the folders whose Solidity sources it goes over. */
export const folders = {
  analyse: ['contracts'],
  prove: ['contracts', 'test/contracts/symbolic'],
} as const satisfies Record<string, readonly string[]>

export type Command = keyof typeof folders

const root = fileURLToPath(new URL('..', import.meta.url))
const fileOf = (command: Command) => join(root, 'scripts', command, 'passed.json')

/** The digest of the sources as they are: to be taken before a run, which may last. */
export function sourcesNow(command: Command): string {
  return sourcesOf(root, folders[command])
}

/** Keeps for which sources a command passed, as it went over all of them. */
export function keepPassed(command: Command, sources: string): void {
  writeFileSync(fileOf(command), `${JSON.stringify({ sources }, null, 2)}\n`)
}

/** The digest that was kept last. */
export function passedFor(command: Command): string {
  return JSON.parse(readFileSync(fileOf(command), 'utf8')).sources
}

/** SHA-256 in hexadecimal over the names and texts of all Solidity sources in folders of `top`, in the order of their names. */
export function sourcesOf(top: string, within: readonly string[]): string {
  const files = within.flatMap((folder) =>
    readdirSync(join(top, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
      .map((entry) => relative(top, join(entry.parentPath, entry.name))),
  )
  const texts = files.sort().map((file) => [file, readFileSync(join(top, file), 'utf8')])
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex')
}
