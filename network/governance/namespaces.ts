import { AbiCoder, keccak256, toUtf8Bytes } from 'ethers'
import type { StorageLayout } from './storage-layout.ts'

/** A struct that a contract keeps in a name space (ERC-7201), and so outside of what solc reports of its storage. */
export interface Namespace {
  readonly id: string
  /** Where the struct is declared. */
  readonly file: string
  readonly contract: string
  readonly struct: string
}

/** Of solc's syntax tree, what is looked at here. */
interface Node {
  readonly nodeType: string
  readonly id?: number
  readonly name?: string
  readonly nodes?: readonly Node[]
  readonly linearizedBaseContracts?: readonly number[]
  readonly documentation?: { readonly text?: string } | string | null
  readonly constant?: boolean
  readonly value?: { readonly value?: string } | null
}

/** A name that no file of sources has. */
export const NAMESPACES = 'quorate:namespaces'
const PREFIX = 'erc7201:'
const ANNOTATED = /@custom:storage-location\s+erc7201:(\S+)/

/**
 * The name spaces of a contract and of all it inherits, by their annotations. One counts where the contract that declares it has
 * the place that its id stands for as a constant: with another place, what was stored would be found no more.
 * @param trees by file, as solc gives them.
 */
export function namespacesOf(trees: Readonly<Record<string, unknown>>, file: string, contract: string): Namespace[] {
  const all = Object.entries(trees).flatMap(([path, tree]) => contractsIn(tree).map((node) => ({ path, node })))
  const main = all.find(({ path, node }) => path === file && node.name === contract)
  const inherited = all.filter(({ node }) => main?.node.linearizedBaseContracts?.includes(node.id ?? -1))
  return inherited.flatMap(({ path, node }) => declaredIn(node, path)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function contractsIn(tree: unknown): readonly Node[] {
  return ((tree as Node).nodes ?? []).filter(({ nodeType }) => nodeType === 'ContractDefinition')
}

function declaredIn({ name: contract = '', nodes = [] }: Node, file: string): Namespace[] {
  const places = nodes.flatMap(({ constant, value }) => (constant === true ? [value?.value?.toLowerCase()] : []))
  return nodes.flatMap(({ nodeType, name: struct = '', documentation }) => {
    const text = typeof documentation === 'string' ? documentation : (documentation?.text ?? '')
    const id = nodeType === 'StructDefinition' ? ANNOTATED.exec(text)?.[1] : undefined
    return id === undefined || !places.includes(namespacePlace(id)) ? [] : [{ id, file, contract, struct }]
  })
}

/** A contract that has those structs as its variables, in their order: of it, solc reports how they are laid out. */
export function namespaceSource(namespaces: readonly Namespace[]): string {
  const imports = namespaces.map(
    ({ file, contract }, i) => `import {${contract} as C${i}} from ${JSON.stringify(file)};`,
  )
  const variables = namespaces.map(({ struct }, i) => `    C${i}.${struct} private _${i};`)
  return ['pragma solidity >=0.8.0;', ...imports, 'contract Namespaces {', ...variables, '}', ''].join('\n')
}

/** A contract's storage with its name spaces, each a variable at its place. @param made of `namespaceSource`'s contract. */
export function withNamespaces(
  own: StorageLayout,
  made: StorageLayout,
  namespaces: readonly Namespace[],
): StorageLayout {
  const variables = made.storage.map(({ type }, i) => {
    const id = namespaces[i]?.id ?? ''
    return { label: `${PREFIX}${id}`, offset: 0, slot: BigInt(namespacePlace(id)).toString(), type }
  })
  return { storage: [...own.storage, ...variables], types: { ...own.types, ...made.types } }
}

/** Whether a variable is a whole name space: it has its place for itself, so that it may grow. */
export function isNamespace(label: string): boolean {
  return label.startsWith(PREFIX)
}

/** The slot at which a name space begins: ERC-7201's formula. */
export function namespacePlace(id: string): string {
  const inner = BigInt(keccak256(toUtf8Bytes(id))) - 1n
  const outer = keccak256(AbiCoder.defaultAbiCoder().encode(['uint256'], [inner]))
  return `${outer.slice(0, -2)}00`
}
