import { AbiCoder, keccak256, ParamType, Result } from 'ethers'
import type { Hex } from '../../hex.ts'
import { type EntryKind, entryData, entryKinds } from './entry-kinds.ts'

/** One line of the governance log. Addresses and bytes are in lower case. */
export interface Entry {
  /** From 1. */
  readonly index: number
  readonly kind: EntryKind
  /** The contract that appended it. */
  readonly source: Hex
  /** Unix seconds of its block. */
  readonly time: number
  /** What it says, ABI-encoded. */
  readonly data: Hex
}

/** A value that an entry says; whole numbers are bigint. */
export type Said = string | bigint | boolean | readonly Said[] | { readonly [field: string]: Said }
export type Saying = Readonly<Record<string, Said>>

const NOTHING: Hex = `0x${'0'.repeat(64)}`
const coder = AbiCoder.defaultAbiCoder()
/** Read once: ethers takes longer to read a type than to use it. */
const typesOf = new Map(entryKinds.map((kind) => [kind, entryData[kind].map((type) => ParamType.from(type))]))

/** The head of the chain after each of these entries, as `GovernanceLog.append` makes it; the last one last. */
export function headsOf(entries: readonly Entry[], before: Hex = NOTHING): Hex[] {
  const heads: Hex[] = []
  for (const entry of entries) heads.push(headAfter(heads.at(-1) ?? before, entry))
  return heads
}

function headAfter(before: Hex, { index, kind, source, time, data }: Entry): Hex {
  const words = [before, index, entryKinds.indexOf(kind), source, time, keccak256(data)]
  return keccak256(`0x${words.map(word).join('')}`) as Hex
}

/** 32 bytes, as every fixed-width value is encoded. */
function word(value: Hex | string | number): string {
  return BigInt(value).toString(16).padStart(64, '0')
}

export function encodeEntry(kind: EntryKind, said: Readonly<Record<string, unknown>>): Hex {
  const types = typesOf.get(kind) ?? []
  return coder.encode(
    types,
    types.map(({ name }) => said[name]),
  ) as Hex
}

/** What an entry says; undefined where its data are not what its kind has. Whoever hands an entry over controls them. */
export function sayingOf({ kind, data }: Pick<Entry, 'kind' | 'data'>): Saying | undefined {
  const types = typesOf.get(kind) ?? []
  try {
    const values = coder.decode(types, data)
    if (coder.encode(types, [...values]) !== data) return undefined
    return Object.fromEntries(types.map((type, i) => [type.name, plain(values[i], type)]))
  } catch {
    return undefined
  }
}

function plain(value: unknown, type: ParamType): Said {
  if (!(value instanceof Result)) return typeof value === 'string' ? value.toLowerCase() : (value as Said)
  const { arrayChildren, components } = type
  if (arrayChildren !== null) return [...value].map((item) => plain(item, arrayChildren))
  return Object.fromEntries((components ?? []).map((part, i) => [part.name, plain(value[i], part)]))
}
