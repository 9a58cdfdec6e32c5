import { createHash } from 'node:crypto'
import { z } from 'zod'
import { chainId, duty, hash32, memberName, publicKey64, slug } from '../../network/fields.ts'
import type { Hex } from '../../network/hex.ts'
import { keyRoleSchema } from '../signers/key-role.ts'

const lowerAddress = z.custom<Hex>(
  (value) => typeof value === 'string' && /^0x[0-9a-f]{40}$/.test(value),
  'an address in lower case',
)

const publicPart = { role: keyRoleSchema, address: lowerAddress, publicKey: publicKey64 }

const keystoreKey = z.strictObject({
  ...publicPart,
  file: z.string().regex(/^keys\/[a-z0-9-]+\.json$/),
  sha256: hash32,
})

/** A node's key that a token made and keeps: nothing of it is here but what everybody may know. */
const tokenKey = z.strictObject({ ...publicPart, keptBy: z.literal('hsm') })

/** `home.json`: whose home it is and what belongs in it. Public; the keys stand encrypted in files of their own. */
const homeRecordSchema = z.strictObject({
  format: z.literal('quorate/home/1'),
  member: memberName,
  chamber: slug,
  chainId,
  /** The description's digest for a founder, the founding id for a member that joins later. */
  consortium: z.strictObject({ digest: hash32 }),
  /** Unix seconds, as the description says. */
  foundedAt: z.number().int().nonnegative(),
  nodes: z.array(z.strictObject({ name: slug, duty })),
  /** Made for a rehearsal: its keys may be weakly encrypted, and nothing outside a rehearsal accepts them. */
  rehearsal: z.boolean(),
  keys: z.array(z.union([keystoreKey, tokenKey])),
})

export type HomeRecord = z.infer<typeof homeRecordSchema>
export type KeystoreKey = z.infer<typeof keystoreKey>
export type TokenKey = z.infer<typeof tokenKey>

/** Keys whose keystores are in the home, or were before a service took them. */
export function keystoreKeys({ keys }: Pick<HomeRecord, 'keys'>): KeystoreKey[] {
  return keys.flatMap((key) => ('file' in key ? [key] : []))
}

/** Names of the nodes whose keys are in tokens. */
export function tokenNodes({ keys }: Pick<HomeRecord, 'keys'>): string[] {
  return keys.flatMap((key) => ('keptBy' in key ? [key.role.replace('node/', '')] : []))
}

/** What reading a `home.json` may find: the record, a format of a later release, or damage. */
export type HomeReading =
  | { readonly kind: 'record'; readonly record: HomeRecord }
  | { readonly kind: 'newer'; readonly format: string }
  | { readonly kind: 'damaged'; readonly reason: string }

/** @throws ZodError where the record breaks its own schema: a bug of the caller. */
export function writeHomeRecord(record: HomeRecord): string {
  const body = homeRecordSchema.parse(record)
  return `${JSON.stringify({ ...body, check: checkOf(body) }, null, 2)}\n`
}

/** `check` finds accidents, not attackers: whoever can write a home.json can also compute it. */
export function readHomeRecord(text: string): HomeReading {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null) return { kind: 'damaged', reason: 'it is not a JSON object' }
  const { check, ...body } = value as Record<string, unknown>
  const { format } = value as { format?: unknown }
  if (typeof format === 'string' && isNewer(format)) return { kind: 'newer', format }
  const result = homeRecordSchema.safeParse(body)
  if (!result.success) return { kind: 'damaged', reason: z.prettifyError(result.error) }
  if (check !== checkOf(result.data)) return { kind: 'damaged', reason: 'its content and its check sum disagree' }
  return { kind: 'record', record: result.data }
}

/** SHA-256 as 0x and hex. */
export function sha256(content: string | Uint8Array): Hex {
  return `0x${createHash('sha256').update(content).digest('hex')}`
}

function isNewer(format: string): boolean {
  return Number(/^quorate\/home\/([1-9]\d{0,5})$/.exec(format)?.[1]) > 1
}

function checkOf(body: HomeRecord): string {
  return sha256(JSON.stringify(body))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
