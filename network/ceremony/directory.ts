import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { amendmentList } from '../amendments/amendment.ts'
import { canonicalJson } from '../canonical.ts'
import {
  address,
  chainId,
  duty,
  hash32,
  instant,
  memberName,
  publicKey64,
  secondsOf,
  signature65,
  slug,
} from '../fields.ts'
import { type Hex, toHex } from '../hex.ts'
import { organisationId } from '../slug.ts'
import type { TypedData } from '../typed-data.ts'
import { endpointsSchema } from './endpoints.ts'
import { type Lock, lockSchema } from './lock.ts'

const node = z.strictObject({
  name: slug,
  duty,
  state: z.enum(['candidate', 'synced', 'active', 'retired']),
  publicKey: publicKey64,
})

/** What the registries say of a member: the public part of the card it was admitted by, and what became of it. */
const member = z.strictObject({
  name: memberName,
  chamber: slug,
  status: z.enum(['active', 'suspended']),
  officer: address,
  agent: address,
  checkpoint: address,
  cardHash: hash32,
  nodes: z.array(node).max(256),
})

export const directoryBody = z.strictObject({
  format: z.literal('quorate/directory/1'),
  networkId: hash32,
  chainId,
  lockDigest: hash32,
  /** The block that was read. */
  block: z.strictObject({ number: z.number().int().nonnegative(), hash: hash32 }),
  issuedAt: instant,
  /** The member that vouches for it. */
  giver: memberName,
  /** In the order of their numbers on chain. */
  chambers: z.array(slug).min(1).max(256),
  /** In the order of their admission; those who left are not in it. */
  members: z.array(member).min(1).max(1024),
  /** Of each member the newest that was known, as the member signed it. */
  records: z.array(endpointsSchema).max(1024),
  /** What was decided since the founding of what all nodes configure alike: without it a node stops where it begins. */
  amendments: amendmentList,
  /** What the founders agreed on. */
  lock: lockSchema,
})

/**
 * Where a joiner starts: the founders' lock, who the members are now, and where they are reached, signed by the agent of one of
 * them. Members and keys later than the lock stand on the giver's word until the joiner's own node has read them; the lock, the
 * records and the network id prove themselves.
 */
export const directorySchema = directoryBody.extend({ signature: signature65 })

export type DirectoryBody = z.output<typeof directoryBody>
export type Directory = z.output<typeof directorySchema>
export type DirectoryMember = DirectoryBody['members'][number]

/** SHA-256("quorate/lock/1" ‖ canonical lock). */
export function lockDigest(lock: Lock): Hex {
  return labelled('quorate/lock/1', lock)
}

/** What the giver's agent signs: the ids that people compare, and, as `content`, every other field. */
export function directoryTypedData(directory: DirectoryBody): TypedData {
  const {
    format,
    networkId,
    lockDigest: digest,
    chainId: id,
    block,
    issuedAt,
    giver,
    chambers,
    members,
    records,
    amendments,
  } = directory
  const content = {
    format,
    networkId,
    lockDigest: digest,
    chainId: id,
    block,
    issuedAt,
    giver,
    chambers,
    members,
    records,
    amendments,
  }
  return {
    domain: { name: 'quorate', version: '1', chainId: id, salt: directory.lock.founding.foundingId },
    types: {
      Directory: [
        { name: 'organisation', type: 'address' },
        { name: 'networkId', type: 'bytes32' },
        { name: 'lockDigest', type: 'bytes32' },
        { name: 'block', type: 'uint64' },
        { name: 'issuedAt', type: 'uint64' },
        { name: 'content', type: 'bytes32' },
      ],
    },
    message: {
      organisation: organisationId(giver),
      networkId,
      lockDigest: digest,
      block: block.number,
      issuedAt: secondsOf(issuedAt),
      content: labelled('quorate/directory/1', content),
    },
  }
}

function labelled(label: string, value: unknown): Hex {
  const text = new TextEncoder()
  return toHex(
    sha256
      .create()
      .update(text.encode(label))
      .update(text.encode(canonicalJson(value)))
      .digest(),
  )
}
