import { randomBytes, randomUUID } from 'node:crypto'
import { type Batch, batchOf, paddingFor } from '../../network/checkpoint/batch.ts'
import { HASH_BYTES } from '../../network/checkpoint/merkle-hash.ts'
import { fromHex, type Hex, toHex } from '../../network/hex.ts'
import { commitment, SALT_BYTES } from '../../network/privacy/commitment.ts'
import type { Json } from '../journal/journal-line.ts'
import type { Vault } from './vault.ts'

/** Commits to values, each with a salt of its own, and stores all of it before anything leaves. */
export function putRecords(
  vault: Vault,
  values: readonly Json[],
  { networkId, schema, at }: { networkId: Hex; schema: string; at: string },
): { root: Hex; ids: string[] } {
  const made = values.map((value) => {
    const salt = randomBytes(SALT_BYTES)
    return { id: randomUUID(), schema, value, salt, commitment: commitment(salt, { networkId, schema }, value) }
  })
  const padding = Array.from({ length: paddingFor(made.length) }, () => randomBytes(HASH_BYTES))
  const { root, leaves } = batchOf(
    made.map((record) => record.commitment),
    padding,
  )
  const batch = fromHex(root)
  const records = made.map((record) => ({ ...record, commitment: fromHex(record.commitment), batch }))
  vault.put({ root: batch, leaves: Buffer.concat(leaves.map(fromHex)) }, records, at)
  return { root, ids: records.map(({ id }) => id) }
}

/** A batch as it was made. */
export function storedBatch(vault: Vault, root: Uint8Array): Batch {
  const bytes = vault.batch(root)?.leaves ?? new Uint8Array()
  const leaves = Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    toHex(bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
  )
  return { root: toHex(root), leaves }
}
