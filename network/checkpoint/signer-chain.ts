import type { Checkpoint } from './checkpoint.ts'
import { addressSetHash, checkpointDigest } from './checkpoint-hash.ts'
import type { HandedOver, SignerSet } from './evidence.ts'
import { handoverDigest } from './handover.ts'
import type { Recover } from './recover.ts'
import { isSignedBy } from './signed-by.ts'

/** A checkpoint, its signatures, and how its signers came to be. */
export interface Signed {
  readonly checkpoint: Checkpoint
  readonly signatures: string
  readonly signers: SignerSet
  readonly handovers: readonly HandedOver[]
}

/** Where a chain of signer sets begins: the first set's epoch, and a sequence that no handover comes before. */
export interface Beginning {
  readonly epoch: number
  readonly sequence: number
}

/** The set a chain begins with. */
export function firstSigners({ handovers, signers }: Signed): SignerSet {
  return handovers[0]?.signers ?? signers
}

export function isSameSet(a: SignerSet, b: SignerSet): boolean {
  return a.threshold === b.threshold && addressSetHash(a.set) === addressSetHash(b.set)
}

/** Why a checkpoint is not signed by the set to which the first one led; undefined where it is. */
export function signersFault(signed: Signed, from: Beginning, recover: Recover): string | undefined {
  const { checkpoint, handovers, signers, signatures } = signed
  if (checkpoint.epoch !== from.epoch + handovers.length) return 'the handovers do not lead to the checkpoint’s epoch'
  if (!areInOrder(signed, from)) return 'the handovers do not stand before the checkpoint, one after the other'
  const broken = handovers.findIndex((_, at) => !isHandedOver(signed, { at, epoch: from.epoch + at + 1 }, recover))
  if (broken !== -1) return `the handover after epoch ${from.epoch + broken} is not signed by the set before it`
  if (isSignedBy(signers, { digest: checkpointDigest(checkpoint), signatures }, recover)) return undefined
  return `the checkpoint is not signed by exactly ${signers.threshold} of its signers`
}

/** Two handovers may follow the same checkpoint; the checkpoint itself is after all of them. */
function areInOrder({ checkpoint, handovers }: Signed, { sequence }: Beginning): boolean {
  let last = sequence
  for (const { headSequence } of handovers) {
    if (headSequence < last) return false
    last = headSequence
  }
  return checkpoint.sequence > last
}

/** A handover is carried with the set that made it; the set it names is that of the next one, or the checkpoint's. */
function isHandedOver(signed: Signed, { at, epoch }: { at: number; epoch: number }, recover: Recover): boolean {
  const { checkpoint, handovers, signers } = signed
  const made = handovers[at]
  if (made === undefined) return false
  const named = handovers[at + 1]?.signers ?? signers
  const { headSequence, signatures } = made
  const digest = handoverDigest(checkpoint.networkId, { epoch, signers: named, headSequence })
  return isSignedBy(made.signers, { digest, signatures }, recover)
}
