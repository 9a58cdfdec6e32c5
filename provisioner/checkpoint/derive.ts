import type { JsonRpcProvider } from 'ethers'
import { type Checkpoint, FIRST_PREVIOUS } from '../../network/checkpoint/checkpoint.ts'
import { addressSetHash, checkpointStructHash, NO_VALIDATORS } from '../../network/checkpoint/checkpoint-hash.ts'
import { merkleHash } from '../../network/checkpoint/merkle-hash.ts'
import { leavesIn, rootOf } from '../../network/checkpoint/merkle-log.ts'
import { type Hex, toHex } from '../../network/hex.ts'
import { read } from '../chain/read.ts'
import { validatorsOf } from './block-seals.ts'
import { followEvidence, type Span } from './evidence-log.ts'
import { followHistory } from './history-log.ts'
import type { Logs } from './logs.ts'
import { sha256 } from './sha256.ts'
import { factsIn } from './window-facts.ts'

const hash = merkleHash(sha256)

export interface Derivation {
  readonly provider: JsonRpcProvider
  readonly networkId: Hex
  readonly logs: Logs
  /** Whether validators seal blocks; not on the embedded target. */
  readonly sealed: boolean
  /** The checkpoints decided so far, in order. */
  readonly decided: readonly Checkpoint[]
}

/** What a proposer chooses, and what follows from the moment: all else follows from the block. */
export interface Choice {
  readonly blockNumber: number
  /** Hash of a final block of the reference chain; whether it is one is judged apart. */
  readonly notBefore: Hex
  /** The signer set of the sequence. */
  readonly epoch: number
  /**
   * Of one that is decided: what the board took it in. The board knows the windows before its last change of cadence no more.
   */
  readonly window?: number | undefined
}

/**
 * The next checkpoint at a block, every field from this member's own node: what an honest member proposes, and what it
 * holds another's proposal against.
 */
export async function deriveCheckpoint(
  from: Derivation,
  { blockNumber, notBefore, epoch, window: decidedIn }: Choice,
): Promise<Checkpoint> {
  const { provider, networkId, logs, decided } = from
  const before = decided.at(-1)
  const block = await provider.getBlock(blockNumber)
  if (block?.hash == null) throw new RangeError(`the node has no block ${blockNumber}`)
  const window = decidedIn ?? Number(await read(provider, 'CheckpointBoard', 'windowAt', BigInt(block.timestamp)))
  const spans = [...spansOf(decided), { before, blockNumber, window }]
  await followHistory(logs.history, { provider, networkId, upTo: blockNumber })
  await followEvidence(logs.evidence, { spans, networkId, provider, factsIn: (range) => factsIn(provider, range) })
  const evidenceSize = leavesIn(logs.evidence.length)
  return {
    networkId,
    epoch,
    sequence: (before?.sequence ?? 0) + 1,
    window,
    blockNumber,
    blockTime: block.timestamp,
    previous: before === undefined ? FIRST_PREVIOUS : checkpointStructHash(before),
    blockHash: block.hash as Hex,
    historyRoot: toHex(rootOf(logs.history, hash, blockNumber + 1)),
    evidenceRoot: toHex(rootOf(logs.evidence, hash, evidenceSize)),
    evidenceSize,
    // A network without consensus says so in what is signed.
    validatorSetHash: from.sealed ? addressSetHash(await validatorsOf(provider, blockNumber)) : NO_VALIDATORS,
    notBefore,
  }
}

/** The spans of the checkpoints already decided, each with the one before it. */
export function spansOf(decided: readonly Checkpoint[]): Span[] {
  return decided.map(({ blockNumber, window }, i) => ({ before: decided[i - 1], blockNumber, window }))
}
