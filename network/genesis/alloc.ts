import type { Hex } from '../hex.ts'
import type { Predeployed } from './predeploy.ts'

export interface AllocEntry {
  readonly balance: string
  readonly nonce?: string
  readonly code?: string
  readonly storage?: Readonly<Record<string, string>>
}

/** Accounts of block 0, by address. */
export type Alloc = Readonly<Record<string, AllocEntry>>

/** Contracts as genesis entries, in the order of addresses and slots: one state, one text. */
export function allocOf(contracts: readonly Predeployed[]): Alloc {
  const entries = contracts.map(({ address, code, storage }): [Hex, AllocEntry] => [
    address,
    { balance: '0x0', nonce: '0x1', code, storage: Object.fromEntries([...storage].sort(byKey)) },
  ])
  return Object.fromEntries(entries.sort(byKey))
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
