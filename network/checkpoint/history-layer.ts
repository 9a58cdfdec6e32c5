import { fromHex } from '../hex.ts'
import { unpack } from './base64.ts'
import type { Checkpoint } from './checkpoint.ts'
import { checkpointStructHash } from './checkpoint-hash.ts'
import type { Evidence } from './evidence.ts'
import type { Layer } from './layer.ts'
import { HASH_BYTES, type MerkleHash } from './merkle-hash.ts'
import { isConsistent } from './merkle-proof.ts'
import type { Recover } from './recover.ts'
import { firstSigners, isSameSet, signersFault } from './signer-chain.ts'

const layer = 'history'
const RISING = ['sequence', 'window', 'blockNumber', 'blockTime'] as const

/** Whether both logs of the checkpoint go on in the later one, which the same signers, or those they led to, signed. */
export function history(
  { checkpoint, signers, later }: Evidence,
  { hash, recover }: { hash: MerkleHash; recover: Recover },
): Layer {
  const invalid = (says: string): Layer => ({ layer, state: 'invalid', says })
  if (later === null) return { layer, state: 'none', says: '' }
  if (!isLater(checkpoint, later.checkpoint)) return invalid('the later checkpoint does not follow this one')
  if (!isSameSet(firstSigners(later), signers)) return invalid('the later checkpoint’s signers begin with another set')
  const fault = signersFault(later, checkpoint, recover)
  if (fault !== undefined) return invalid(`later: ${fault}`)
  if (!grew(hash, blocks(checkpoint), blocks(later.checkpoint), later.historyPath)) {
    return invalid('the blocks of this checkpoint are not the beginning of the later one’s')
  }
  if (!grew(hash, facts(checkpoint), facts(later.checkpoint), later.evidencePath)) {
    return invalid('the facts of this checkpoint are not the beginning of the later one’s')
  }
  return { layer, state: 'ok', says: '' }
}

function isLater(checkpoint: Checkpoint, later: Checkpoint): boolean {
  if (later.networkId !== checkpoint.networkId) return false
  if (RISING.some((field) => later[field] <= checkpoint[field])) return false
  return later.sequence > checkpoint.sequence + 1 || later.previous === checkpointStructHash(checkpoint)
}

interface Log {
  readonly size: number
  readonly root: Uint8Array
}

const blocks = ({ blockNumber, historyRoot }: Checkpoint): Log => ({
  size: blockNumber + 1,
  root: fromHex(historyRoot),
})
const facts = ({ evidenceSize, evidenceRoot }: Checkpoint): Log => ({ size: evidenceSize, root: fromHex(evidenceRoot) })

function grew(hash: MerkleHash, from: Log, to: Log, path: string): boolean {
  const sizes = { first: from.size, second: to.size }
  const proof = unpack(path, HASH_BYTES)
  return isConsistent(hash, { ...sizes, firstRoot: from.root, secondRoot: to.root, proof })
}
