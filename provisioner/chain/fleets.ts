import type { JsonRpcProvider } from 'ethers'
import { slugOf } from '../../network/slug.ts'
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

/** Of one call: below the gas that nodes give a read. */
const PAGE = 500

/** Every fleet, in the order in which they were opened. */
export async function readFleets(provider: JsonRpcProvider): Promise<FleetOnChain[]> {
  const all: FleetOnChain[] = []
  for (;;) {
    const first = all.length + 1
    const some = await read(provider, 'DeviceRegistry', 'fleets', BigInt(first), BigInt(PAGE))
    for (const { organisation, devices, hands, heir, until } of some) {
      all.push({
        fleet: all.length + 1,
        member: slugOf(organisation),
        devices: Number(devices),
        hands: Number(hands),
        offered: BigInt(heir) === 0n ? null : { to: slugOf(heir), until: Number(until) },
      })
    }
    if (some.length < PAGE) return all
  }
}
