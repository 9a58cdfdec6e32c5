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

/**
 * The chamber that has to be among those that pass a proposal, as the governor took it down when that was made: who was in it then,
 * and not who is in it now. Undefined where any will do.
 */
export async function readOwnChamber(
  provider: JsonRpcProvider,
  id: bigint,
  chambers: readonly string[],
): Promise<string | undefined> {
  const place = keptPlace('ConsortiumGovernor', '_polls', { key: id, field: 'own' })
  // Counted from 1; 0 is any.
  const own = Number(valueAt(await provider.getStorage(predeploys.ConsortiumGovernor, place.slot), place))
  return chambers[own - 1]
}
