import { id, ZeroHash } from 'ethers'
import type { Checkpoint } from '../../../network/checkpoint/checkpoint.ts'
import { checkpointStructHash } from '../../../network/checkpoint/checkpoint-hash.ts'
import type { Hex } from '../../../network/hex.ts'

export const NETWORK_ID = id('a network') as Hex
/** Seconds of a window. */
export const CADENCE = 3600

/** A checkpoint as large as real ones are after years: figures depend on how many of its bytes are zero. */
export function following(
  last: Checkpoint | undefined,
  block: Pick<Checkpoint, 'blockNumber' | 'blockTime'>,
): Checkpoint {
  const name = (what: string) => id(`${what} ${block.blockNumber}`) as Hex
  return {
    networkId: NETWORK_ID,
    epoch: 1,
    sequence: (last?.sequence ?? 0) + 1,
    window: Math.floor(block.blockTime / CADENCE),
    ...block,
    previous: last === undefined ? (ZeroHash as Hex) : checkpointStructHash(last),
    blockHash: name('block'),
    historyRoot: name('history'),
    evidenceRoot: name('evidence'),
    evidenceSize: (last?.evidenceSize ?? 322_304) + 64,
    validatorSetHash: id('validators') as Hex,
    notBefore: name('reference'),
  }
}
