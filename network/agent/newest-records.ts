import { getAddress } from 'ethers'
import { checkEndpoints } from '../ceremony/check-endpoints.ts'
import { type Endpoints, endpointsSchema, namingSchema } from '../ceremony/endpoints.ts'
import type { Hex } from '../hex.ts'
import type { Registry } from './registry.ts'

/** Bytes that somebody announced as a member's endpoint record: any member's agent may, so nothing in them is believed. */
export interface Announced {
  readonly member: string
  readonly bytes: Uint8Array
}

/** What a record has to be bound to: the founders' to the description, a joiner's to the founding. */
export interface RecordBinding {
  readonly chainId: number
  readonly consortium: readonly Hex[]
}

/** Of each member the record with the highest serial that its own agent has signed for this network. */
export function newestRecords(
  announced: readonly Announced[],
  { members }: Pick<Registry, 'members'>,
  binding: RecordBinding,
): Map<string, Endpoints> {
  return newestOf(signedRecords(announced, { members }, binding).filter(isByAddress))
}

/**
 * Of each member the newest that its own agent has signed with a name in place of an address: it counts for nothing, and its
 * member has to hear of that.
 */
export function namedRecords(
  announced: readonly Announced[],
  { members }: Pick<Registry, 'members'>,
  binding: RecordBinding,
): Map<string, Endpoints> {
  return newestOf(signedRecords(announced, { members }, binding).filter((record) => !isByAddress(record)))
}

function isByAddress(record: Endpoints): boolean {
  return endpointsSchema.safeParse(record).success
}

function newestOf(records: readonly Endpoints[]): Map<string, Endpoints> {
  const newest = new Map<string, Endpoints>()
  for (const record of records) {
    if (record.serial > (newest.get(record.member)?.serial ?? 0)) newest.set(record.member, record)
  }
  return newest
}

function signedRecords(
  announced: readonly Announced[],
  { members }: Pick<Registry, 'members'>,
  binding: RecordBinding,
): Endpoints[] {
  return announced.flatMap((one) => {
    const agent = members.find(({ name }) => name === one.member)?.agent
    return agent === undefined ? [] : (signedRecord(one, agent, binding) ?? [])
  })
}

function signedRecord({ member, bytes }: Announced, agent: Hex, binding: RecordBinding): Endpoints | undefined {
  const parsed = namingSchema.safeParse(jsonOf(bytes))
  if (!parsed.success) return undefined
  const record = parsed.data
  const bound = record.chainId === binding.chainId && binding.consortium.includes(record.consortium)
  if (record.member !== member || !bound) return undefined
  return checkEndpoints(record, '', getAddress(agent)).length === 0 ? record : undefined
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
