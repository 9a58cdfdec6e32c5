import type { SigningKey } from 'ethers'
import type { Hex } from '../../../network/hex.ts'
import { addressOf, keyOf } from '../../fixtures/founders.ts'
import type { Member, Role } from './state.ts'

/** The keys of everybody in a history, by name and by address. */

const known = new Map<string, { readonly key: SigningKey; readonly address: Hex }>()
const byAddress = new Map<Hex, SigningKey>()

/** The key a member has in a role after so many replacements. */
export function keyIn(name: string, role: Role, version: number): SigningKey {
  return entry(name, role, version).key
}

/** Makes a founder's keys known. */
export function meet(name: string): void {
  for (const role of ['officer', 'agent', 'checkpoint'] as const) entry(name, role, 0)
}

/** The key of an address that a history has met. */
export function keyAt(address: Hex): SigningKey {
  const key = byAddress.get(address)
  if (key === undefined) throw new RangeError(`nobody met has ${address}`)
  return key
}

export const STRANGER = met(keyOf('a stranger'))

const versions = new Map<Hex, number>()

/** How often a member's key was replaced before this one. */
export function versionOf(member: Member, role: Role): number {
  const found = versions.get(member[role])
  if (found !== undefined) return found
  let version = 0
  while (entry(member.name, role, version).address !== member[role] && version < 50) version += 1
  versions.set(member[role], version)
  return version
}

function entry(name: string, role: Role, version: number) {
  const label = role === 'checkpoint' ? 'the checkpoint key' : `the ${role}`
  const place = version === 0 ? `${name}/${label}` : `${name}/${label}, ${version} later`
  const before = known.get(place)
  if (before !== undefined) return before
  const key = keyOf(place)
  const fresh = { key, address: met(key) }
  known.set(place, fresh)
  return fresh
}

function met(key: SigningKey): Hex {
  const address = addressOf(key).toLowerCase() as Hex
  byAddress.set(address, key)
  return address
}
