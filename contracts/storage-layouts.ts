import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Compile, compiledLayout } from '../network/governance/compiled-layout.ts'
import type { StorageLayout, StoredType, StoredVariable } from '../network/governance/storage-layout.ts'

/** Where contracts keep what they store, by their names. No code is made for this, so it takes seconds. */
export function storageLayouts(root: string, sources: readonly string[]): Readonly<Record<string, StorageLayout>> {
  const solc = createRequire(import.meta.url)('solc')
  const found = (path: string) => {
    const file = [join(root, path), join(root, 'node_modules', path)].find(existsSync)
    return file === undefined ? { error: `no file ${path}` } : { contents: readFileSync(file, 'utf8') }
  }
  const compile =
    (source: string): Compile =>
    (outputSelection, beside) => {
      const own = { [source]: { content: readFileSync(join(root, source), 'utf8') } }
      const input = { language: 'Solidity', sources: { ...own, ...beside }, settings: { outputSelection } }
      return JSON.parse(solc.compile(JSON.stringify(input), { import: found }))
    }
  return Object.fromEntries(
    sources.map((source) => {
      const name = basename(source, '.sol')
      return [name, stable(compiledLayout(compile(source), source, name))]
    }),
  )
}

/** Without the numbers that the compiler counts anew each time. */
function stable({ storage, types }: StorageLayout): StorageLayout {
  const id = (text: string) => text.replaceAll(/(t_(?:contract|enum|struct)\([^()]*\))\d+/g, '$1')
  const variable = ({ label, offset, slot, type }: StoredVariable): StoredVariable => ({
    label,
    offset,
    slot,
    type: id(type),
  })
  const stabled = new Map<string, StoredType>()
  for (const [name, { encoding, label, numberOfBytes, key, value, base, members }] of Object.entries(types)) {
    const parts = {
      ...(key === undefined ? {} : { key: id(key) }),
      ...(value === undefined ? {} : { value: id(value) }),
      ...(base === undefined ? {} : { base: id(base) }),
      ...(members === undefined ? {} : { members: members.map(variable) }),
    }
    const type = { encoding, label, numberOfBytes, ...parts }
    const same = stabled.get(id(name))
    if (same !== undefined && !isDeepStrictEqual(same, type)) throw new RangeError(`two types are called ${id(name)}`)
    stabled.set(id(name), type)
  }
  return { storage: storage.map(variable), types: Object.fromEntries(stabled) }
}
