import { getAddress } from 'ethers'
import { checkEndpoints } from '../ceremony/check-endpoints.ts'
import { type Endpoints, endpointsSchema } from '../ceremony/endpoints.ts'
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
  const newest = new Map<string, Endpoints>()
  for (const one of announced) {
    const agent = members.find(({ name }) => name === one.member)?.agent
    const record = agent === undefined ? undefined : signedRecord(one, agent, binding)
    if (record !== undefined && record.serial > (newest.get(one.member)?.serial ?? 0)) newest.set(one.member, record)
  }
  return newest
}

function signedRecord({ member, bytes }: Announced, agent: Hex, binding: RecordBinding): Endpoints | undefined {
  const parsed = endpointsSchema.safeParse(jsonOf(bytes))
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
