import { getAddress } from 'ethers'
import { checkEndpoints } from './check-endpoints.ts'
import type { Directory } from './directory.ts'
import type { Endpoints } from './endpoints.ts'
import type { Lock } from './lock.ts'

/** What tells whose key an agent's is, other than the directory that is held against it. */
export interface Witnesses {
  readonly lock: Lock
  /** By own nodes, as of their head; undefined where none answers. */
  readonly registry:
    | {
        readonly members: readonly { readonly name: string; readonly status: string; readonly agent: string }[]
        /** Whether that head is the chain's. */
        readonly fresh: boolean
      }
    | undefined
  /** The directory that the home was made from. */
  readonly before: Directory | undefined
}

/** Whether the key that vouches for a directory is known to be an active member's. */
export function isKnownGiver({ member, agent }: { member: string; agent: string }, witnesses: Witnesses): boolean {
  const registered = witnesses.registry?.members.find(({ name }) => name === member)
  const barred = registered !== undefined && registered.status !== 'active'
  return !barred && agentsOf(member, witnesses).includes(agent)
}

/** Whether an endpoint record is signed by a key that is known to be its member's; undefined where none is known. */
export function isByKnownAgent(record: Endpoints, witnesses: Witnesses): boolean | undefined {
  const agents = agentsOf(record.member, witnesses)
  return agents.length === 0 ? undefined : agents.some((agent) => checkEndpoints(record, '', agent).length === 0)
}

/**
 * The chain knows whose keys were replaced, as far as own nodes have followed it; what came after that only the directory that
 * the home was made from may say. The founders' cards count while no chain is read.
 */
function agentsOf(member: string, { lock, registry, before }: Witnesses): readonly string[] {
  const named = <T extends { readonly name: string }>(list: readonly T[] | undefined) =>
    list?.find(({ name }) => name === member)
  const card = lock.founding.cards.find((one) => one.member === member)
  const registered = named(registry?.members)
  if (registered?.status === 'expelled') return []
  const [first, later] = [registry === undefined ? card?.agent : registered?.agent, named(before?.members)?.agent]
  const known = registry?.fresh === true ? [first] : [first, later]
  return known.flatMap((agent) => (agent === undefined ? [] : getAddress(agent)))
}
