import { fromHex, toHex } from '../hex.ts'
import { unpack } from './base64.ts'
import type { Evidence } from './evidence.ts'
import type { Layer } from './layer.ts'
import { factLeaf } from './leaves.ts'
import { HASH_BYTES, type MerkleHash } from './merkle-hash.ts'
import { rootFromInclusion } from './merkle-proof.ts'

const layer = 'fact'

/** Whether the fact stands in the evidence log of the checkpoint, and the record in the fact's batch. */
export function fact({ checkpoint, fact: given, record }: Evidence, hash: MerkleHash): Layer {
  const invalid = (says: string): Layer => ({ layer, state: 'invalid', says })
  const leaf = hash.leaf(factLeaf(checkpoint.networkId, given.leaf))
  const at = { index: given.index, size: checkpoint.evidenceSize }
  const root = rootFromInclusion(hash, { ...at, leaf, proof: unpack(given.path, HASH_BYTES) })
  if (root === undefined || toHex(root) !== checkpoint.evidenceRoot) {
    return invalid('the fact does not stand in the evidence log of the checkpoint')
  }
  if (record === null) return { layer, state: 'ok', says: '' }
  if (given.leaf.kind !== 'batch') return invalid('a record is given, and the fact is no batch')
  const proof = unpack(record.path, HASH_BYTES)
  const place = { index: record.index, size: 2 ** proof.length }
  const batch = rootFromInclusion(hash, { ...place, leaf: hash.leaf(fromHex(record.commitment)), proof })
  if (batch !== undefined && toHex(batch) === given.leaf.root) return { layer, state: 'ok', says: '' }
  return invalid('the record does not stand in the batch')
}
