import type { PredeployName } from '../genesis/addresses.ts'
import type { StorageLayout } from './storage-layout.ts'

/**
 * The compiler and its settings, for genesis: for whoever makes a contract and whoever makes it again. No source path, hash or
 * version stands in the bytecode, so that every member who recompiles gets the same bytes. Cancun, since a description may choose it
 * as its network's fork.
 */
export const compiler = {
  version: '0.8.37',
  settings: {
    optimizer: { enabled: true, runs: 800 },
    viaIR: true,
    evmVersion: 'cancun',
    metadata: { bytecodeHash: 'none', appendCBOR: false },
  },
} as const

/**
 * For new code behind a contract: it ends with solc's hash over every byte of its sources. Code alone says little of a layout, since
 * a variable's name, or one that nothing reads, leaves no trace in it; so sources are known to be those that were voted on.
 */
export const upgradeSettings = {
  ...compiler.settings,
  metadata: { bytecodeHash: 'ipfs', appendCBOR: true },
} as const

/** What sources compile to: creation code, and where it keeps its state. */
export interface Compiled {
  readonly bytecode: string
  readonly layout: StorageLayout
}

const ROOMS: Readonly<Partial<Record<PredeployName, string>>> = {
  CommitmentRegistry: 'data',
  DeviceRegistry: 'device',
  AccessPass: 'device',
}

/** Where a contract's source stands, from the top of a folder of sources. */
export function sourceOf(contract: PredeployName): string {
  return `contracts/${ROOMS[contract] ?? 'governance'}/${contract}.sol`
}
