import { registeredNodes } from '../agent/registry.ts'
import type { Hex } from '../hex.ts'
import type { Facts } from './facts.ts'

/** A node's name by its address, where the registry knows it. */
export function nodeNames({ registry }: Pick<Facts, 'registry'>): (address: Hex) => string {
  const names = new Map(
    registry === undefined
      ? []
      : registeredNodes(registry).map(({ address, name, member }) => [address, `${name} (${member})`]),
  )
  return (address) => names.get(address) ?? address
}

/** `a, b and c` */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'nobody') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
