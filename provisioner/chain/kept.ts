import type { JsonRpcProvider } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import { keptPlace, valueAt } from '../../network/governance/kept-place.ts'
import { slugOf } from '../../network/slug.ts'

/**
 * The member whose key an account is, or was: the registry keeps it for ever, though its views tell only of who may act now.
 * Undefined where it never was one.
 */
export async function readHolder(provider: JsonRpcProvider, account: string): Promise<string | undefined> {
  const place = keptPlace('MemberRegistry', '_keys', { key: account, field: 'organisation' })
  const id = valueAt(await provider.getStorage(predeploys.MemberRegistry, place.slot), place)
  return id === 0n ? undefined : slugOf(`0x${id.toString(16).padStart(40, '0')}`)
}

/** Every chamber, where others count from 1. */
const EVERY = 255

/**
 * Chambers that have to be among those that pass a proposal, as the governor took them down when that was made: who was in them
 * then, and not who is in them now. None where any will do.
 */
export async function readAsked(
  provider: JsonRpcProvider,
  id: bigint,
  chambers: readonly string[],
): Promise<readonly string[]> {
  const place = keptPlace('ConsortiumGovernor', '_polls', { key: id, field: 'own' })
  const own = Number(valueAt(await provider.getStorage(predeploys.ConsortiumGovernor, place.slot), place))
  return chambers.filter((_, i) => own === EVERY || own === i + 1)
}
