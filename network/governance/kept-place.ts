import { AbiCoder, keccak256 } from 'ethers'
import { layouts } from '../../contracts/generated/layouts.ts'
import type { Hex } from '../hex.ts'
import type { StorageLayout } from './storage-layout.ts'

/** Where a value stands in a contract's storage. */
export interface KeptPlace {
  readonly slot: Hex
  /** Bytes from the low end of the slot. */
  readonly offset: number
  readonly bytes: number
}

/**
 * Where a contract keeps a field of a mapping's entry, for what it took down and no view tells. By its code of genesis: what follows
 * on that leaves every variable in its place.
 * @param key a whole number, or an address. @throws RangeError where there is no such field.
 */
export function keptPlace(
  contract: keyof typeof layouts,
  mapping: string,
  { key, field }: { readonly key: bigint | string; readonly field: string },
): KeptPlace {
  const { storage, types }: StorageLayout = layouts[contract]
  const variable = storage.find(({ label }) => label === mapping)
  const entry = types[types[variable?.type ?? '']?.value ?? '']
  const member = entry?.members?.find(({ label }) => label === field)
  if (variable === undefined || member === undefined) throw new RangeError(`${contract} keeps no ${mapping}.${field}`)
  const first = keccak256(AbiCoder.defaultAbiCoder().encode(['uint256', 'uint256'], [key, variable.slot]))
  const slot = `0x${(BigInt(first) + BigInt(member.slot)).toString(16).padStart(64, '0')}` as const
  return { slot, offset: member.offset, bytes: Number(types[member.type]?.numberOfBytes) }
}

/** @param word the slot, 32 bytes. */
export function valueAt(word: string, { offset, bytes }: KeptPlace): bigint {
  return BigInt.asUintN(8 * bytes, BigInt(word) >> BigInt(8 * offset))
}
