import type { JsonRpcProvider } from 'ethers'
import type { Governance } from '../../network/governance/log/governance.ts'
import { slugOf } from '../../network/slug.ts'
import { read } from './read.ts'

/** What the emergency council may do, how often it did, and what of it runs. */
export async function readEmergency(provider: JsonRpcProvider): Promise<Governance['emergency']> {
  const [{ signers, lapse, rest }, actions, running] = await Promise.all([
    read(provider, 'EmergencyCouncil', 'settings'),
    read(provider, 'EmergencyCouncil', 'count'),
    read(provider, 'EmergencyCouncil', 'running'),
  ])
  const { organisation, until, number } = running
  const runs = BigInt(organisation) !== 0n
  return {
    signers: Number(signers),
    lapseSeconds: Number(lapse),
    restSeconds: Number(rest),
    actions: Number(actions),
    running: runs ? { member: slugOf(organisation), until: Number(until), number: Number(number) } : null,
  }
}
