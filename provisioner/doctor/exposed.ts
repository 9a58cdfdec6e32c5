import { networkInterfaces } from 'node:os'
import type { Exposure } from '../../network/doctor/facts.ts'
import { reach } from './reach.ts'

/** A closed port of one's own machine answers at once; one that a firewall drops need not be waited for long. */
const PATIENCE = 500

interface Listening {
  readonly what: string
  readonly port: number
}

/** Which of these ports answer at an address of this machine that is not loopback. */
export async function exposed(listening: readonly Listening[], addresses = ownAddresses()): Promise<Exposure[]> {
  const tried = await Promise.all(
    addresses.flatMap((address) =>
      listening.map(async ({ what, port }) => ({ what, address, port, outcome: await reach(address, port, PATIENCE) })),
    ),
  )
  return tried.flatMap(({ outcome, ...place }) => (outcome === 'open' ? [place] : []))
}

/** Link-local addresses need their interface named; those of IPv6 are left out. */
export function ownAddresses(): string[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, found = []]) =>
    found.map(({ address, internal }) => ({
      address: address.startsWith('fe80:') ? `${address}%${name}` : address,
      internal,
    })),
  )
  return all.filter(({ internal }) => !internal).map(({ address }) => address)
}
