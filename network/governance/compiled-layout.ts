import { NAMESPACES, namespaceSource, namespacesOf, withNamespaces } from './namespaces.ts'
import type { StorageLayout } from './storage-layout.ts'

/** Of what solc answers (standard JSON), what is looked at here. */
export interface CompilerOutput {
  readonly sources?: Readonly<Record<string, { readonly ast: unknown }>>
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>
}

export interface CompiledContract {
  readonly evm?: { readonly bytecode: { readonly object: string } }
  readonly storageLayout?: {
    readonly storage: StorageLayout['storage']
    readonly types: StorageLayout['types'] | null
  }
}

/** Runs solc on sources at hand, and on others beside them. Throws where they do not compile. */
export type Compile = (selection: object, beside: Readonly<Record<string, { content: string }>>) => CompilerOutput

/**
 * Where a contract keeps all that it stores: its own variables, and the name spaces of what it inherits. Both come from one run of
 * the compiler, which numbers types anew each time; none makes code.
 */
export function compiledLayout(compile: Compile, file: string, contract: string): StorageLayout {
  const { sources = {} } = compile({ '*': { '': ['ast'] } }, {})
  const trees = Object.fromEntries(Object.entries(sources).map(([path, { ast }]) => [path, ast]))
  const namespaces = namespacesOf(trees, file, contract)
  const beside = { [NAMESPACES]: { content: namespaceSource(namespaces) } }
  const { contracts } = compile({ '*': { '*': ['storageLayout'] } }, beside)
  return withNamespaces(
    plain(contracts?.[file]?.[contract]),
    plain(contracts?.[NAMESPACES]?.['Namespaces']),
    namespaces,
  )
}

function plain(made: CompiledContract | undefined): StorageLayout {
  if (made?.storageLayout === undefined) throw new RangeError('the compiler gives no storage layout')
  return { storage: made.storageLayout.storage, types: made.storageLayout.types ?? {} }
}
