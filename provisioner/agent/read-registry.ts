import type { JsonRpcProvider } from 'ethers'
import type { Registry } from '../../network/agent/registry.ts'
import type { Hex } from '../../network/hex.ts'
import { organisationId, slugOf } from '../../network/slug.ts'
import { readAmendments } from '../chain/amendments.ts'
import { atBlock } from '../chain/at-block.ts'
import { readEmergency } from '../chain/emergency.ts'
import { readMembers } from '../chain/members.ts'
import { type Returned, read } from '../chain/read.ts'

/** What the contracts say to this member, all of it in one block: half of one block and half of the next decides wrongly. */
export async function readRegistry(
  provider: JsonRpcProvider,
  member: string,
  { number, timestamp }: { readonly number: number; readonly timestamp: number },
): Promise<Registry> {
  return { ...(await readOnce(atBlock(provider, number), member)), block: number, time: timestamp }
}

async function readOnce(provider: JsonRpcProvider, member: string): Promise<Omit<Registry, 'block' | 'time'>> {
  const [members, validators, change, lease, amendments, { running }] = await Promise.all([
    readMembers(provider),
    read(provider, 'NodeRegistry', 'validators'),
    read(provider, 'NodeRegistry', 'changeInFlight'),
    read(provider, 'NodeRegistry', 'lease'),
    readAmendments(provider),
    readEmergency(provider),
  ])
  const number = Number(change.number)
  const inFlight = BigInt(change.node) !== 0n
  const confirmed =
    inFlight && (await read(provider, 'NodeRegistry', 'hasConfirmed', BigInt(number), organisationId(member)))
  return {
    members: members.map(({ name, status, officer, agent, nodes }) => ({
      name,
      status,
      officer: lower(officer),
      agent: lower(agent),
      nodes: nodes.map((node) => ({ ...node, address: lower(node.address), publicKey: lower(node.publicKey) })),
    })),
    validators: validators.map(lower),
    emergency: running ?? undefined,
    change: inFlight ? { node: lower(change.node), activation: change.activation, number, confirmed } : undefined,
    lease: BigInt(lease.node) === 0n ? undefined : leaseOf(lease),
    amendments,
  }
}

function leaseOf({ node, organisation, since, until }: Returned<'NodeRegistry', 'lease'>) {
  return { node: lower(node), member: slugOf(organisation), since: Number(since), until: Number(until) }
}

function lower(text: string): Hex {
  return text.toLowerCase() as Hex
}
