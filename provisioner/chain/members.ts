import type { JsonRpcProvider } from 'ethers'
import type { Hex } from '../../network/hex.ts'
import { slugOf } from '../../network/slug.ts'
import { type Returned, read } from './read.ts'

export interface MemberOnChain {
  readonly id: Hex
  readonly name: string
  readonly chamber: string
  readonly status: (typeof STATUSES)[number]
  readonly officer: Hex
  readonly agent: Hex
  readonly checkpoint: Hex
  readonly cardHash: Hex
  /** Name of the member that holds its vote; itself unless it chose another. */
  readonly delegate: string
  /** Unix seconds from which its vote is its own again; 0 where it holds it, or gave it for good. */
  readonly delegatedUntil: number
  readonly nodes: readonly NodeOnChain[]
}

export interface NodeOnChain {
  readonly name: string
  readonly duty: 'validator' | 'observer'
  readonly state: (typeof NODE_STATES)[number]
  readonly address: Hex
  readonly publicKey: Hex
}

/** In the order of the contracts' enums. */
const STATUSES = ['candidate', 'active', 'suspended', 'expelled'] as const
const NODE_STATES = ['unknown', 'candidate', 'synced', 'active', 'retired'] as const

/** Every organisation ever admitted, with its nodes, as the registries have them now. */
export async function readMembers(provider: JsonRpcProvider): Promise<MemberOnChain[]> {
  const [ids, chambers, nodes] = await Promise.all([
    read(provider, 'MemberRegistry', 'organisations'),
    readChambers(provider),
    read(provider, 'NodeRegistry', 'nodes'),
  ])
  const organisations = await Promise.all(ids.map((id) => read(provider, 'MemberRegistry', 'organisation', id)))
  return organisations.map((organisation) => ({
    ...memberOf(organisation, chambers),
    nodes: nodes.filter((node) => node.organisation === organisation.id).map(nodeOf),
  }))
}

/** Names of the chambers, in the order of their numbers. */
export async function readChambers(provider: JsonRpcProvider): Promise<string[]> {
  return (await read(provider, 'MemberRegistry', 'chambers')).map(slugOf)
}

function memberOf(organisation: Returned<'MemberRegistry', 'organisation'>, chambers: readonly string[]) {
  const { id, officer, agent, checkpoint, cardHash } = organisation
  return {
    id,
    name: slugOf(id),
    chamber: chambers[Number(organisation.chamber)] ?? '',
    status: STATUSES[Number(organisation.status)] ?? 'candidate',
    officer,
    agent,
    checkpoint,
    cardHash,
    delegate: slugOf(organisation.delegate),
    delegatedUntil: Number(organisation.delegatedUntil),
  }
}

function nodeOf(node: Returned<'NodeRegistry', 'nodes'>[number]): NodeOnChain {
  return {
    name: slugOf(node.name),
    duty: Number(node.duty) === 0 ? 'validator' : 'observer',
    state: NODE_STATES[Number(node.state)] ?? 'unknown',
    address: node.node,
    publicKey: node.publicKey,
  }
}
