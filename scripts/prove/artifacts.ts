import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import type { PredeployName } from '../../network/genesis/addresses.ts'
import { contracts } from '../../network/genesis/contracts.ts'
import { compiler } from '../../network/governance/compiler.ts'
import { sourceFolder } from '../../provisioner/upgrades/source-folder.ts'

/** `Contract.check_name`. */
export type Property = string

interface Code {
  readonly object: string
  readonly linkReferences: object
}
interface Compiled {
  readonly abi: object
  readonly metadata: string
  readonly evm: { readonly bytecode: Code; readonly deployedBytecode: Code; readonly methodIdentifiers: object }
}
interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts: Readonly<Record<string, Readonly<Record<string, Compiled>>>>
  readonly sources: Readonly<Record<string, { readonly id: number; readonly ast: object }>>
}

const SOURCES = 'test/contracts/symbolic'
const SELECTION = {
  '*': { '*': ['abi', 'metadata', 'evm.bytecode', 'evm.deployedBytecode', 'evm.methodIdentifiers'], '': ['ast'] },
}

const filesOf = (root: string) => readdirSync(join(root, SOURCES)).map((name) => `${SOURCES}/${name}`)

/** As they stand in the sources. */
export function propertiesOf(root: string): Property[] {
  return filesOf(root).flatMap((file) => {
    const words = readFileSync(join(root, file), 'utf8').matchAll(/^contract (\w+)|^ {4}function (check_\w+)/gm)
    let contract = ''
    return [...words].flatMap(([, named, property]) => {
      contract = named ?? contract
      return property === undefined ? [] : [`${contract}.${property}`]
    })
  })
}

/** The properties compiled, as halmos reads them. What it would call to build is a program that has nothing to do. */
export function layProperties(root: string, folder: string): void {
  const find = sourceFolder(root)
  const read = (path: string) => {
    const contents = find(path)
    return contents === undefined ? { error: `there is no ${path}` } : { contents }
  }
  const { evmVersion, optimizer } = compiler.settings
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(filesOf(root).map((file) => [file, { content: find(file) }])),
    settings: { evmVersion, optimizer, outputSelection: SELECTION },
  }
  const solc = createRequire(import.meta.url)('solc')
  const output: Output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }))
  const fault = output.errors?.find(({ severity }) => severity === 'error')
  if (fault !== undefined) throw new Error(fault.formattedMessage)
  for (const file of filesOf(root)) {
    const { id, ast } = output.sources[file] ?? {}
    for (const [name, { abi, metadata, evm }] of Object.entries(output.contracts[file] ?? {})) {
      write(folder, basename(file), name, { abi, metadata: JSON.parse(metadata), ...evm, id, ast })
    }
  }
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin', 'forge'), '#!/bin/sh\n')
  chmodSync(join(folder, 'bin', 'forge'), 0o755)
}

/** What stands in genesis, byte for byte. */
export function layGenesis(folder: string): void {
  for (const [name, { bytecode }] of Object.entries(contracts)) layContract(folder, name as PredeployName, bytecode)
}

export function layContract(folder: string, name: PredeployName, bytecode: string): void {
  write(folder, `${name}.sol`, name, { bytecode: { object: bytecode }, ast: { nodes: [] } })
}

function write(folder: string, file: string, name: string, artifact: object): void {
  mkdirSync(join(folder, 'out', file), { recursive: true })
  writeFileSync(join(folder, 'out', file, `${name}.json`), JSON.stringify(artifact))
}
