import { AbiCoder, id, keccak256 } from 'ethers'
import { keysOf } from './card.ts'
import type { Chain } from './chain.ts'
import type { Measured } from './page.ts'
import { DEVICES, devices, PASSES, passes, TIMELOCK } from './stand.ts'

/** A fleet of one member, from its first device to another member's taking it. */
export async function measureDevices(chain: Chain): Promise<Measured[]> {
  const [own, heir] = [keysOf(0, 1), keysOf(1, 1)]
  const rows: Measured[] = []
  const measure = async (what: string, from: string, to: string, data: string) =>
    rows.push({ what, gas: await chain.gasOf({ from, to, data }) })
  const enrol = (count: number, named: string) =>
    devices.encodeFunctionData('enrol', [1, Array.from({ length: count }, (_, i) => id(`${named} ${i}`))])
  const pump = keccak256(AbiCoder.defaultAbiCoder().encode(['uint64', 'bytes32'], [1, id('pump 0')]))
  await measure('open a fleet', own.officer.address, DEVICES, devices.encodeFunctionData('openFleet', []))
  await measure('enrol a device', own.agent.address, DEVICES, enrol(1, 'pump'))
  await measure('enrol 100 devices', own.agent.address, DEVICES, enrol(100, 'scanner'))
  const grant = passes.encodeFunctionData('grant', [pump, heir.id, 5_000_000_000])
  await measure('give a pass', own.agent.address, PASSES, grant)
  await measure('take a pass back', heir.agent.address, PASSES, passes.encodeFunctionData('revoke', [1]))
  await measure('revoke a device', own.agent.address, DEVICES, devices.encodeFunctionData('revoke', [pump]))
  const offer = devices.encodeFunctionData('offer', [1, own.id, heir.id])
  await chain.gasOf({ from: TIMELOCK, to: DEVICES, data: offer })
  await measure('take a fleet', heir.officer.address, DEVICES, devices.encodeFunctionData('take', [1, 101]))
  return rows
}
