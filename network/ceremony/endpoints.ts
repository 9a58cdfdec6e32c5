import { z } from 'zod'
import { chainId, hash32, instant, memberName, secondsOf, signature65, slug } from '../fields.ts'
import { organisationId, slugBytes32 } from '../slug.ts'
import type { TypedData } from '../typed-data.ts'

const ip = z.union([z.ipv4(), z.ipv6()])

/** An IP address; IPv6 without brackets. No name: Besu lets peers in by address, and two machines need not find the same. */
const host = z
  .string()
  .max(253)
  .refine((text) => ip.safeParse(text).success, 'an IP address; a host name cannot be let in')

const port = z.number().int().min(1).max(65_535)
const place = z.strictObject({ name: slug, host, port })
// ASCII: what is signed is UTF-8, which not every text has.
const namedPlace = place.extend({ host: z.string().regex(/^[\x21-\x7e]{1,253}$/) })

function places(of: typeof place | typeof namedPlace) {
  return z
    .array(of)
    .min(1)
    .max(64)
    .refine((nodes) => new Set(nodes.map(({ name }) => name)).size === nodes.length, 'each node once')
}

export const endpointsBody = z.strictObject({
  format: z.literal('quorate/endpoints/1'),
  member: memberName,
  chainId,
  consortium: hash32,
  /** Rises with every record, and is no lower than the time in Unix seconds when it was made; the highest holds. */
  serial: z.number().int().positive(),
  issuedAt: instant,
  /** Each node once. */
  nodes: places(place),
})

/** Where a member's nodes are reached now: set by the member alone, no vote, no part of genesis. Signed by its agent. */
export const endpointsSchema = endpointsBody.extend({ signature: signature65 })

/** The same with a name for a host as well: who reads others' records tells by it that one is signed and names a host. */
export const namingSchema = endpointsSchema.extend({ nodes: places(namedPlace) })

export type EndpointsBody = z.output<typeof endpointsBody>
export type Endpoints = z.output<typeof endpointsSchema>

export function endpointsTypedData(record: EndpointsBody): TypedData {
  return {
    domain: { name: 'quorate', version: '1', chainId: record.chainId, salt: record.consortium },
    types: {
      Endpoints: [
        { name: 'organisation', type: 'address' },
        { name: 'serial', type: 'uint64' },
        { name: 'issuedAt', type: 'uint64' },
        { name: 'nodes', type: 'Endpoint[]' },
      ],
      Endpoint: [
        { name: 'node', type: 'bytes32' },
        { name: 'host', type: 'string' },
        { name: 'port', type: 'uint16' },
      ],
    },
    message: {
      organisation: organisationId(record.member),
      serial: record.serial,
      issuedAt: secondsOf(record.issuedAt),
      nodes: record.nodes.map(({ name, host, port }) => ({ node: slugBytes32(name), host, port })),
    },
  }
}
