import { z } from 'zod'
import { hash32 } from '../fields.ts'
import type { Hex } from '../hex.ts'

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
const ordinal = count.min(1)

/** What M members sign about their network, once for every public chain. Roots are RFC 9162, sizes are in leaves. */
export const checkpointSchema = z.strictObject({
  networkId: hash32,
  /** Number of the signer set, from 1. */
  epoch: ordinal,
  /** From 1, without gaps. */
  sequence: ordinal,
  /** Index of the cadence slot: a slot without a checkpoint stays visible for ever. */
  window: count,
  blockNumber: count,
  /** Unix seconds. */
  blockTime: count,
  /** Struct hash of the checkpoint before; zeros for the first. */
  previous: hash32,
  blockHash: hash32,
  /** Root over blocks 0 to `blockNumber`. */
  historyRoot: hash32,
  evidenceRoot: hash32,
  evidenceSize: count,
  /** keccak-256 of the sorted packed addresses of the validators. */
  validatorSetHash: hash32,
  /** Hash of a block of the reference chain: the checkpoint was made after it. */
  notBefore: hash32,
})

export type Checkpoint = z.output<typeof checkpointSchema>

export const CHECKPOINT_TYPE =
  'Checkpoint(bytes32 networkId,uint64 epoch,uint64 sequence,uint64 window,uint64 blockNumber,uint64 blockTime,' +
  'bytes32 previous,bytes32 blockHash,bytes32 historyRoot,bytes32 evidenceRoot,uint64 evidenceSize,' +
  'bytes32 validatorSetHash,bytes32 notBefore)'

/** The fields in the order of the struct. */
export const checkpointFields = Object.keys(checkpointSchema.shape) as (keyof Checkpoint)[]

export const FIRST_PREVIOUS: Hex = `0x${'0'.repeat(64)}`
