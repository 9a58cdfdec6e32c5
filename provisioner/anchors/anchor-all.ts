import type { Hex } from '../../network/hex.ts'
import type { AtWork } from '../chain/as-member.ts'
import { read } from '../chain/read.ts'
import { type Attempt, readDecided } from '../checkpoint/decided.ts'
import { anchorOf, readAnchorHead } from './anchor.ts'
import type { PublicSender } from './public-sender.ts'
import { signedCheckpoint, signedHandover } from './signed.ts'
import { submit, submitHandover } from './submit.ts'

export interface Sent {
  readonly what: string
  /** Of the checkpoint, or of the one that is the first of its signer set. */
  readonly sequence: number
  readonly transaction: Hex
}

/** Where a member reads what was signed: its own chain. */
export type SignedOn = Pick<AtWork, 'provider' | 'location'>

/**
 * Brings everything that M members have signed to a public chain, in order: each checkpoint after the one before, and each
 * handover before the first checkpoint of its epoch. Stops at the first that lacks signatures. What stands there already,
 * by whomever, is not sent again: the contract's head is read first, each time. Where it stays as it was before something
 * was sent, the node lags, or lies, and the rest waits for the next pass.
 */
export async function anchorAll(at: SignedOn, chain: PublicSender): Promise<Sent[]> {
  const sent: Sent[] = []
  let before: Head | undefined
  const { sequence: stands } = await readAnchorHead(chain.provider, anchorOf(at.location.lock))
  for (const attempt of await readDecided(at.provider)) {
    if (attempt.checkpoint.sequence <= stands) continue
    for (;;) {
      const step = await next(at, chain, attempt)
      if (step === 'stands') break
      if (step === 'waits' || (before !== undefined && isSame(before, step.head))) return sent
      before = step.head
      const transaction = await unlessOvertaken(at, chain, step)
      if (transaction === undefined) continue
      sent.push({ what: step.what, sequence: attempt.checkpoint.sequence, transaction })
    }
  }
  return [...sent, ...(await lastHandover(at, chain))]
}

/** A set that has handed over signs no more: the public chain learns it at once, and not with the next checkpoint. */
async function lastHandover(at: SignedOn, chain: PublicSender): Promise<Sent[]> {
  const { lock } = at.location
  const head = await readAnchorHead(chain.provider, anchorOf(lock))
  const current = Number(await read(at.provider, 'CheckpointBoard', 'currentEpoch'))
  const signed = head.epoch < current ? await signedHandover(at.provider, head.epoch + 1) : undefined
  if (signed === undefined || signed.headSequence !== head.sequence) return []
  const what = `Handover to epoch ${signed.epoch}`
  const transaction = await unlessOvertaken(at, chain, {
    what,
    head,
    send: () => submitHandover(chain, { lock, signed }),
  })
  return transaction === undefined ? [] : [{ what, sequence: head.sequence, transaction }]
}

interface Step {
  readonly what: string
  /** The anchor's head that it is to follow. */
  readonly head: Head
  send(): Promise<Hex>
}

type Head = Awaited<ReturnType<typeof readAnchorHead>>

const isSame = (one: Head, other: Head) => one.sequence === other.sequence && one.epoch === other.epoch

async function next(at: SignedOn, chain: PublicSender, attempt: Attempt): Promise<Step | 'stands' | 'waits'> {
  const { lock } = at.location
  const { sequence, epoch } = attempt.checkpoint
  const head = await readAnchorHead(chain.provider, anchorOf(lock))
  if (head.sequence >= sequence) return 'stands'
  if (head.epoch < epoch) {
    const signed = await signedHandover(at.provider, head.epoch + 1)
    if (signed === undefined) return 'waits'
    const send = () => submitHandover(chain, { lock, signed })
    return { what: `Handover to epoch ${signed.epoch}`, head, send }
  }
  const signed = await signedCheckpoint(at.provider, attempt)
  if (signed === undefined) return 'waits'
  return { what: `Checkpoint ${sequence}`, head, send: () => submit(chain, { lock, signed }) }
}

/** Anyone may relay: where another was faster, the head has moved on, and this one has failed for no other reason. */
async function unlessOvertaken(
  at: SignedOn,
  { provider }: PublicSender,
  { head, send }: Step,
): Promise<Hex | undefined> {
  try {
    return await send()
  } catch (error) {
    if (isSame(head, await readAnchorHead(provider, anchorOf(at.location.lock)))) throw error
    return undefined
  }
}
