import { AbiCoder, keccak256 } from 'ethers'
import type { Hex } from '../hex.ts'

/** As `IDeviceRegistry.deviceId`: the number of the device that was enrolled in a fleet by this commitment. */
export function deviceId(fleet: number, commitment: Hex): Hex {
  return keccak256(AbiCoder.defaultAbiCoder().encode(['uint64', 'bytes32'], [fleet, commitment])) as Hex
}
