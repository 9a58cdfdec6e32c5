import { z } from 'zod'
import { checkpointSchema } from './checkpoint.ts'
import { addressBytes, addressList, hashBytes, packed, packedOnce } from './evidence-bytes.ts'
import { isJsonValue, isWellFormed, type JsonValue } from './json-value.ts'
import { HASH_BYTES } from './merkle-hash.ts'

/** Nodes of a Merkle path, from the leaf up. */
const path = packed(HASH_BYTES, 64)
/** EIP-2098 signatures, in ascending order of their signers. */
const signatures = packed(64, 255)
const whole = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)

const checkpoint = checkpointSchema.extend({
  networkId: hashBytes,
  previous: hashBytes,
  blockHash: hashBytes,
  historyRoot: hashBytes,
  evidenceRoot: hashBytes,
  validatorSetHash: hashBytes,
  notBefore: hashBytes,
})

const fact = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('batch'), organisation: addressBytes, root: hashBytes }),
  z.strictObject({ kind: z.literal('governance'), proposal: hashBytes }),
  z.strictObject({ kind: z.literal('validator'), node: addressBytes, active: z.boolean() }),
  z.strictObject({ kind: z.literal('signer'), organisation: addressBytes, checkpoint: addressBytes }),
  z.strictObject({ kind: z.literal('missed'), window: whole }),
])

/** A signer set and how many of it have to sign. */
const signerSet = z.strictObject({ threshold: z.number().int().min(1).max(255), set: addressList })

/** A set that handed over to the next: the one in the handover after it, or the checkpoint's. Signed by this one. */
const handover = z.strictObject({ signers: signerSet, headSequence: whole, signatures })
const handovers = z.array(handover).max(64)

/** A checkpoint after this one, and the RFC 9162 consistency proofs from this one's logs to its. */
const later = z.strictObject({
  checkpoint,
  signatures,
  signers: signerSet,
  /** From this checkpoint's set, which the first of them repeats, to the later one's. */
  handovers,
  historyPath: path,
  evidencePath: path,
})

const value = z.custom<JsonValue>(isJsonValue, 'a JSON value that has a canonical text')
const schemaName = z.string().max(128).refine(isWellFormed, 'a name without lone surrogates')

/** Reads a file's fields into what the program works with; `z.encode` writes them. */
export const evidenceSchema = z.strictObject({
  format: z.literal('quorate/evidence/1'),
  checkpoint,
  signatures,
  /** The set of the checkpoint's epoch. */
  signers: signerSet,
  /** How the set of the first epoch became this one. */
  handovers,
  /** Seals of the checkpoint's block at round 0, and who validates. Null for a network without consensus. */
  seals: z.strictObject({ validators: addressList, seals: packed(65, 255) }).nullable(),
  /** What is proven, and its place in the evidence log. */
  fact: z.strictObject({ leaf: fact, index: whole, path }),
  /** One commitment of a batch. The tree is padded to a power of two, so its size follows from the path. */
  record: z.strictObject({ commitment: hashBytes, index: whole, path }).nullable(),
  /** What the commitment stands for. For members and auditors; public evidence has none. */
  opening: z.strictObject({ schema: schemaName, salt: packedOnce(64), value }).nullable(),
  later: later.nullable(),
  /** Where the checkpoint is said to be anchored. Claims: only a look at the chain makes them more. */
  anchors: z
    .array(z.strictObject({ chainId: whole, contract: addressBytes, transaction: hashBytes, blockNumber: whole }))
    .max(16),
})

export type Evidence = z.output<typeof evidenceSchema>
/** Its fields as the file writes them. */
export type EvidenceFile = z.input<typeof evidenceSchema>
export type HandedOver = z.output<typeof handover>
export type SignerSet = z.output<typeof signerSet>

/** Evidence as it is written: one line, since it is meant to be carried. */
export function evidenceText(evidence: Evidence): string {
  return `${JSON.stringify(z.encode(evidenceSchema, evidence))}\n`
}
