import { z } from 'zod'
import { hash32 } from '../fields.ts'
import type { Hex } from '../hex.ts'
import { fromBase64 } from './base64.ts'
import { checkpointSchema } from './checkpoint.ts'
import { isJsonValue, isWellFormed, type JsonValue } from './json-value.ts'
import { HASH_BYTES } from './merkle-hash.ts'

/** Bytes as base64url, of a length that is a multiple of `unit`, and of at most `most` units. */
const bytes = (unit: number, most: number) =>
  z
    .string()
    .max(Math.ceil((unit * most * 4) / 3))
    .regex(/^[A-Za-z0-9_-]*$/)
    .refine((text) => {
      const length = fromBase64(text)?.length
      return length !== undefined && length % unit === 0 && length <= unit * most
    }, `base64url of at most ${most} times ${unit} bytes`)

export const lowerAddress = z.custom<Hex>(
  (value) => typeof value === 'string' && /^0x[0-9a-f]{40}$/.test(value),
  'an address in lower case',
)
/** Sorted, without duplicates. At most as many as the public contract takes. */
const addresses = z.array(lowerAddress).max(255)
/** Nodes of a Merkle path, from the leaf up, one after the other. */
const path = bytes(HASH_BYTES, 64)
/** EIP-2098 signatures, one after the other, in ascending order of their signers. */
const signatures = bytes(64, 255)
const whole = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)

const fact = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('batch'), organisation: lowerAddress, root: hash32 }),
  z.strictObject({ kind: z.literal('governance'), proposal: hash32 }),
  z.strictObject({ kind: z.literal('validator'), node: lowerAddress, active: z.boolean() }),
  z.strictObject({ kind: z.literal('signer'), organisation: lowerAddress, checkpoint: lowerAddress }),
  z.strictObject({ kind: z.literal('missed'), window: whole }),
])

/** A signer set and how many of it have to sign. */
const signerSet = z.strictObject({ threshold: z.number().int().min(1).max(255), set: addresses.min(1) })

/** A set that handed over to the next: the one in the handover after it, or the checkpoint's. Signed by this one. */
const handover = z.strictObject({ signers: signerSet, headSequence: whole, signatures })
const handovers = z.array(handover).max(64)

/** A checkpoint after this one, and the RFC 9162 consistency proofs from this one's logs to its. */
const later = z.strictObject({
  checkpoint: checkpointSchema,
  signatures,
  signers: signerSet,
  /** From this checkpoint's set, which the first of them repeats, to the later one's. */
  handovers,
  historyPath: path,
  evidencePath: path,
})

const value = z.custom<JsonValue>(isJsonValue, 'a JSON value that has a canonical text')
const schemaName = z.string().max(128).refine(isWellFormed, 'a name without lone surrogates')

export const evidenceSchema = z.strictObject({
  format: z.literal('quorate/evidence/1'),
  checkpoint: checkpointSchema,
  signatures,
  /** The set of the checkpoint's epoch. */
  signers: signerSet,
  /** How the set of the first epoch became this one. */
  handovers,
  /** Seals of the checkpoint's block at round 0, and who validates. Null for a network without consensus. */
  seals: z.strictObject({ validators: addresses, seals: bytes(65, 255) }).nullable(),
  /** What is proven, and its place in the evidence log. */
  fact: z.strictObject({ leaf: fact, index: whole, path }),
  /** One commitment of a batch. The tree is padded to a power of two, so its size follows from the path. */
  record: z.strictObject({ commitment: hash32, index: whole, path }).nullable(),
  /** What the commitment stands for. For members and auditors; public evidence has none. */
  opening: z.strictObject({ schema: schemaName, salt: bytes(64, 1), value }).nullable(),
  /** Absent is the same as null. */
  later: later.nullable().optional(),
  /** Where the checkpoint is said to be anchored. Claims: only a look at the chain makes them more. */
  anchors: z
    .array(z.strictObject({ chainId: whole, contract: lowerAddress, transaction: hash32, blockNumber: whole }))
    .max(16),
})

export type Evidence = z.output<typeof evidenceSchema>
export type HandedOver = z.output<typeof handover>
export type SignerSet = z.output<typeof signerSet>

/** Evidence as it is written: one line, since it is meant to be carried. */
export function evidenceText(evidence: Evidence): string {
  return `${JSON.stringify(evidence)}\n`
}
