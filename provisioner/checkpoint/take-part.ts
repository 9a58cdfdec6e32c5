import { type Checkpoint, FIRST_PREVIOUS } from '../../network/checkpoint/checkpoint.ts'
import { checkpointDigest } from '../../network/checkpoint/checkpoint-hash.ts'
import type { Hex } from '../../network/hex.ts'
import { organisationId } from '../../network/slug.ts'
import type { AtWork } from '../chain/as-member.ts'
import { read } from '../chain/read.ts'
import { chainTime } from '../chain/wait-until.ts'
import { newestSealed } from './block-seals.ts'
import { type Attempt, readAttempts, readDecided } from './decided.ts'
import { type Derivation, deriveCheckpoint } from './derive.ts'
import { signHandovers } from './hand-over.ts'
import { judge } from './judge.ts'
import type { Logs } from './logs.ts'
import { post } from './post.ts'
import { finalBlock } from './reference.ts'
import { signedOnBoard, sitsOut } from './restored.ts'
import { signDecided } from './sign-decided.ts'

/** What a member did when it was asked to take part, or why there was nothing to do. */
export type Part =
  | { readonly did: 'proposed' | 'agreed' | 'signed'; readonly sequence: number; readonly digest: Hex }
  | { readonly did: 'opened-epoch' | 'signed-handover'; readonly sequence: number; readonly epoch: number }
  | { readonly did: 'nothing'; readonly why: string; readonly sequence: number }

/** Where the board stands as this member begins. */
export interface Standing {
  readonly me: Hex
  /** The signer set's number, for the next sequence. */
  readonly epoch: number
  /** The next one. */
  readonly sequence: number
  /** The present one. */
  readonly window: number
  /** Seconds, by the newest block. */
  readonly now: number
}

/**
 * This member's next step towards a checkpoint, by what its own node says: sign what was decided, or the handover to the
 * next signer set; else open that set's epoch when governance has changed it; else agree to an attempt whose every field
 * it derives itself; else propose when its turn has come.
 */
export async function takePart(at: AtWork, logs: Logs): Promise<Part> {
  const { provider, location } = at
  const attempts = await readDecided(provider)
  const { networkId } = location.lock.founding
  const sealed = location.target !== 'embedded'
  const from = { provider, networkId, logs, sealed, decided: attempts.map(({ checkpoint }) => checkpoint) }
  const standing = await standingOf(at, from.decided)
  const { me, epoch, sequence, window } = standing
  const nothing = (why: string): Part => ({ did: 'nothing', why, sequence })
  const signed = await signedOnBoard(provider, me)
  if (await sitsOut(at.journal, { signed, window, now: standing.now }))
    return nothing('its journal is an older one: it sits out a window')
  const part = await signDecided(at, from, { attempts, signed, me })
  if (part !== undefined) return part
  const handedOver = await signHandovers(at, { signed, me, current: epoch })
  if (handedOver !== undefined) return { did: 'signed-handover', sequence, epoch: handedOver }
  if (from.decided.length > 0 && (await post(at, { name: 'openEpoch', given: [], what: 'the next signer set' })))
    return { did: 'opened-epoch', sequence, epoch: epoch + 1 }
  if (BigInt(await read(provider, 'CheckpointBoard', 'keyOf', BigInt(epoch), me)) === 0n)
    return nothing('this member is no signer of the present epoch')
  return (await agree(at, from, standing)) ?? propose(at, from, standing)
}

async function standingOf({ provider, home }: AtWork, decided: readonly Checkpoint[]): Promise<Standing> {
  const now = await chainTime(provider)
  const [epoch, window] = await Promise.all([
    read(provider, 'CheckpointBoard', 'currentEpoch'),
    read(provider, 'CheckpointBoard', 'windowAt', BigInt(now)),
  ])
  return {
    me: organisationId(home.record.member),
    epoch: Number(epoch),
    sequence: (decided.at(-1)?.sequence ?? 0) + 1,
    window: Number(window),
    now,
  }
}

/** Agrees to the first attempt that is what its own node says, or waits for the others where it has agreed already. */
async function agree(at: AtWork, from: Derivation, standing: Standing): Promise<Part | undefined> {
  const { me, epoch, sequence, window } = standing
  let waiting = false
  for (const { digest, checkpoint, seals } of await openAttempts(at, standing)) {
    if (await read(at.provider, 'CheckpointBoard', 'agreedBy', BigInt(sequence), digest, me)) {
      waiting ||= checkpoint.window === window
      continue
    }
    const judged = { checkpoint, epoch, seals: [seals], agreed: false, decided: false }
    if ((await judge(at, from, judged)) === 'ours') {
      const what = `agreement to checkpoint ${sequence}`
      if (await post(at, { name: 'agree', given: [sequence, digest], what })) return { did: 'agreed', sequence, digest }
    }
  }
  return waiting ? { did: 'nothing', why: 'it has agreed, and waits for others', sequence } : undefined
}

/** One for each who proposed, though the digest be the same: whose seals hold is judged of each. */
async function openAttempts({ provider }: AtWork, { sequence, epoch }: Standing): Promise<Attempt[]> {
  const attempts = await readAttempts(provider)
  return attempts.filter(({ checkpoint }) => checkpoint.sequence === sequence && checkpoint.epoch === epoch)
}

async function propose(at: AtWork, from: Derivation, standing: Standing): Promise<Part> {
  const { me, epoch, sequence, window, now } = standing
  const nothing = (why: string): Part => ({ did: 'nothing', why, sequence })
  const before = from.decided.at(-1)
  if (before !== undefined && window <= before.window) return nothing('the present window has its checkpoint')
  if (now < Number(await read(at.provider, 'CheckpointBoard', 'turnOf', me)))
    return nothing('another member’s turn to propose')
  const reference = await at.reference()
  const notBefore = (reference && (await finalBlock(reference))) ?? before?.notBefore ?? FIRST_PREVIOUS
  const block = from.sealed
    ? await newestSealed(at.provider)
    : { number: await at.provider.getBlockNumber(), seals: [] }
  if (block === undefined || block.number <= (before?.blockNumber ?? 0))
    return nothing('no new block with seals of round 0 is in reach')
  const checkpoint = await deriveCheckpoint(from, { blockNumber: block.number, notBefore, epoch })
  if (checkpoint.window !== window) return nothing('the newest block with seals of round 0 is of an earlier window')
  const what = `proposal of checkpoint ${sequence}`
  if (!(await post(at, { name: 'propose', given: [checkpoint, block.seals], what })))
    return nothing('another member was faster')
  return { did: 'proposed', sequence, digest: checkpointDigest(checkpoint) }
}
