import { z } from 'zod'
import { chainId, hash32, instant, memberName, secondsOf, signature65, slug } from '../fields.ts'
import { organisationId, slugBytes32 } from '../slug.ts'
import type { TypedData } from '../typed-data.ts'

const label = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
/** RFC 1123. A last label that is a number would make an IPv4 address of it, which is judged as such. */
const dnsName = new RegExp(`^(?=.{1,253}$)(${label}\\.)*(?!([0-9]+|0[xX][0-9a-fA-F]*)$)${label}$`)

/** A DNS name or an IP address; IPv6 without brackets. */
const host = z
  .string()
  .max(253)
  .refine((text) => dnsName.test(text) || isIp(text), 'a host name or an IP address')

function isIp(text: string): boolean {
  return z.union([z.ipv4(), z.ipv6()]).safeParse(text).success
}

const port = z.number().int().min(1).max(65_535)
const place = z.strictObject({ name: slug, host, port })

export const endpointsBody = z.strictObject({
  format: z.literal('quorate/endpoints/1'),
  member: memberName,
  chainId,
  consortium: hash32,
  /** Rises by one with every record; the highest holds. */
  serial: z.number().int().positive(),
  issuedAt: instant,
  /** Each node once. */
  nodes: z
    .array(place)
    .min(1)
    .max(64)
    .refine((nodes) => new Set(nodes.map(({ name }) => name)).size === nodes.length, 'each node once'),
})

/** Where a member's nodes are reached now: set by the member alone, no vote, no part of genesis. Signed by its agent. */
export const endpointsSchema = endpointsBody.extend({ signature: signature65 })

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
