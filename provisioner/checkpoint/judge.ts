import { type Checkpoint, FIRST_PREVIOUS } from '../../network/checkpoint/checkpoint.ts'
import { checkpointStructHash } from '../../network/checkpoint/checkpoint-hash.ts'
import type { Hex } from '../../network/hex.ts'
import type { AtWork } from '../chain/as-member.ts'
import { isSealed } from './block-seals.ts'
import { type Derivation, deriveCheckpoint } from './derive.ts'
import { isFinal } from './reference.ts'

interface Judged {
  readonly checkpoint: Checkpoint
  readonly epoch: number
  /** Lists of seals of its block, of which one has to hold. */
  readonly seals: readonly (readonly Hex[])[]
  /** Whether this member agreed to it. */
  readonly agreed: boolean
  /** Whether M members did: then the board has checked its window, at the cadence of that time. */
  readonly decided: boolean
}

/** `unseen`: all but the block of the reference chain, which this member cannot look at. */
export type Judgement = 'ours' | 'unseen' | 'other'

/**
 * Whether every field of an attempt is what this member's own nodes say. Of one that it agreed to it had looked at the seals
 * and for the block of the reference chain then, which may be out of reach since: what M agreed to would otherwise wait for
 * signatures for ever.
 */
export async function judge(
  at: AtWork,
  from: Derivation,
  { checkpoint, epoch, seals, agreed, decided }: Judged,
): Promise<Judgement> {
  const { blockNumber, notBefore } = checkpoint
  if (blockNumber > (await at.provider.getBlockNumber())) return 'other'
  const window = decided ? checkpoint.window : undefined
  const own = await deriveCheckpoint(from, { blockNumber, notBefore, epoch, window })
  if (checkpointStructHash(own) !== checkpointStructHash(checkpoint)) return 'other'
  if (agreed) return 'ours'
  if (from.sealed && !(await isSealed(at.provider, checkpoint, seals))) return 'other'
  // The block that was named last may be named again by whom the reference chain does not answer: it claims nothing new.
  if (notBefore === (from.decided.at(-1)?.notBefore ?? FIRST_PREVIOUS)) return 'ours'
  const reference = await at.reference()
  return reference !== undefined && (await isFinal(reference, notBefore)) ? 'ours' : 'unseen'
}
