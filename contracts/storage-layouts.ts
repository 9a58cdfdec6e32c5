import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'

interface Variable {
  readonly label: string
  readonly offset: number
  readonly slot: string
  readonly type: string
}
interface Type {
  readonly encoding: string
  readonly label: string
  readonly numberOfBytes: string
  readonly key?: string
  readonly value?: string
  readonly base?: string
  readonly members?: readonly Variable[]
}
export interface Layout {
  readonly storage: readonly Variable[]
  readonly types: Readonly<Record<string, Type>>
}

/** Where contracts keep what they store, by their names. No code is made for this, so it takes seconds. */
export function storageLayouts(root: string, sources: readonly string[]): Readonly<Record<string, Layout>> {
  const solc = createRequire(import.meta.url)('solc')
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      sources.map((source) => [source, { content: readFileSync(join(root, source), 'utf8') }]),
    ),
    settings: { outputSelection: { '*': { '*': ['storageLayout'] } } },
  }
  const found = (path: string) => {
    const file = [join(root, path), join(root, 'node_modules', path)].find(existsSync)
    return file === undefined ? { error: `no file ${path}` } : { contents: readFileSync(file, 'utf8') }
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }))
  return Object.fromEntries(
    sources.map((source) => {
      const name = basename(source, '.sol')
      return [name, stable(output.contracts[source][name].storageLayout)]
    }),
  )
}

/** Without the numbers that the compiler counts anew each time. */
function stable({ storage, types }: { storage: readonly Variable[]; types: Record<string, Type> | null }): Layout {
  const id = (text: string) => text.replaceAll(/(t_(?:contract|enum|struct)\([^()]*\))\d+/g, '$1')
  const variable = ({ label, offset, slot, type }: Variable): Variable => ({ label, offset, slot, type: id(type) })
  const entries = Object.entries(types ?? {}).map(
    ([name, { encoding, label, numberOfBytes, key, value, base, members }]) => {
      const parts = {
        ...(key === undefined ? {} : { key: id(key) }),
        ...(value === undefined ? {} : { value: id(value) }),
        ...(base === undefined ? {} : { base: id(base) }),
        ...(members === undefined ? {} : { members: members.map(variable) }),
      }
      return [id(name), { encoding, label, numberOfBytes, ...parts }] as const
    },
  )
  return { storage: storage.map(variable), types: Object.fromEntries(entries) }
}
