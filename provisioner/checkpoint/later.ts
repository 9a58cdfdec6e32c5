import type { JsonRpcProvider } from 'ethers'
import { toBase64 } from '../../network/checkpoint/base64.ts'
import type { Evidence } from '../../network/checkpoint/evidence.ts'
import { merkleHash } from '../../network/checkpoint/merkle-hash.ts'
import { consistencyProof } from '../../network/checkpoint/merkle-log.ts'
import { fromHex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { type Signature, type SignedCheckpoint, signedCheckpoint, signedHandover } from '../anchors/signed.ts'
import type { AtWork } from '../chain/as-member.ts'
import type { Attempt } from './decided.ts'
import { followHistory } from './history-log.ts'
import type { Logs } from './logs.ts'
import { sha256 } from './sha256.ts'

const hash = merkleHash(sha256)

/**
 * The newest signed checkpoint, and that both logs of an earlier one are the beginnings of its logs.
 * @param attempts the decided ones, in order; `logs.evidence` reaches to the last of them.
 * @throws QuorateError CHECKPOINT_NO_LATER
 */
export async function laterThan(
  at: AtWork,
  { logs, attempts, sequence }: { logs: Logs; attempts: readonly Attempt[]; sequence: number },
): Promise<NonNullable<Evidence['later']>> {
  const { provider, location } = at
  const earlier = attempts[sequence - 1]?.checkpoint
  const signed = await newestSigned(provider, attempts.slice(sequence))
  if (earlier === undefined || signed === undefined) throw noLater(sequence)
  const { checkpoint, signatures, signers } = signed
  const { networkId } = location.lock.founding
  await followHistory(logs.history, { provider, networkId, upTo: checkpoint.blockNumber })
  const blocks = { first: earlier.blockNumber + 1, second: checkpoint.blockNumber + 1 }
  const facts = { first: earlier.evidenceSize, second: checkpoint.evidenceSize }
  return {
    checkpoint,
    signatures: compact(signatures),
    signers,
    handovers: await handoversBetween(provider, { from: earlier.epoch, to: checkpoint.epoch }),
    historyPath: joined(consistencyProof(logs.history, hash, blocks)),
    evidencePath: joined(consistencyProof(logs.evidence, hash, facts)),
  }
}

async function newestSigned(
  provider: JsonRpcProvider,
  attempts: readonly Attempt[],
): Promise<SignedCheckpoint | undefined> {
  for (const attempt of attempts.toReversed()) {
    const signed = await signedCheckpoint(provider, attempt)
    if (signed !== undefined) return signed
  }
  return undefined
}

/** How the set of one epoch became that of a later one. A checkpoint of it waits until M of each set have handed over. */
export async function handoversBetween(
  provider: JsonRpcProvider,
  { from, to }: { from: number; to: number },
): Promise<Evidence['handovers']> {
  const made: Evidence['handovers'] = []
  for (let number = from + 1; number <= to; number += 1) {
    const signed = await signedHandover(provider, number)
    if (signed === undefined) throw handoverUnsigned(number)
    const { signers, headSequence, signatures } = signed
    made.push({ signers, headSequence, signatures: compact(signatures) })
  }
  return made
}

export function compact(signatures: readonly Signature[]): string {
  return joined(signatures.map(({ r, vs }) => fromHex(`${r}${vs.slice(2)}`)))
}

/** Bytes one after the other, as evidence writes them. */
export function joined(parts: readonly Uint8Array[]): string {
  return toBase64(Uint8Array.from(parts.flatMap((part) => [...part])))
}

function noLater(sequence: number): QuorateError {
  return new QuorateError('CHECKPOINT_NO_LATER', `No checkpoint after ${sequence} is signed yet.`, {
    facts: { sequence },
    remedy: 'Wait for the next checkpoint, or leave --history out.',
  })
}

function handoverUnsigned(epoch: number): QuorateError {
  return new QuorateError('RECORD_NOT_COVERED', `Too few have signed the handover to epoch ${epoch} yet.`, {
    facts: { epoch },
    remedy: 'Wait for the signers of the epoch before; in a rehearsal every member runs `quorate checkpoint`.',
  })
}
