import type { JsonRpcProvider } from 'ethers'
import { slugOf } from '../../network/slug.ts'
import { readPages } from './pages.ts'
import { read } from './read.ts'

export interface FleetOnChain {
  /** From 1. */
  readonly fleet: number
  /** That it belongs to. */
  readonly member: string
  /** Enrolled, revoked ones included. */
  readonly devices: number
  /** How often it was taken. */
  readonly hands: number
  /** Who may take it until then, Unix seconds; past where nobody did. */
  readonly offered: { readonly to: string; readonly until: number } | null
}

/** Every fleet, in the order in which they were opened. */
export async function readFleets(provider: JsonRpcProvider): Promise<FleetOnChain[]> {
  const fleets = await readPages((first, most) => read(provider, 'DeviceRegistry', 'fleets', first, most))
  return fleets.map(({ organisation, devices, hands, heir, until }, i) => ({
    fleet: i + 1,
    member: slugOf(organisation),
    devices: Number(devices),
    hands: Number(hands),
    offered: BigInt(heir) === 0n ? null : { to: slugOf(heir), until: Number(until) },
  }))
}
