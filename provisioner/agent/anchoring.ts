import { setTimeout } from 'node:timers/promises'
import type { JsonRpcProvider } from 'ethers'
import type { Registry } from '../../network/agent/registry.ts'
import { seatOf } from '../../network/agent/registry.ts'
import { anchorTurn } from '../../network/agent/turn.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { anchorAll } from '../anchors/anchor-all.ts'
import { type AnchorHead, anchorOf, readAnchorHead } from '../anchors/anchor.ts'
import { settlePublic } from '../anchors/public-send.ts'
import { openPublicChain } from '../chain/public-chains.ts'
import type { Location } from '../chain/location.ts'
import type { Signer } from '../signers/signer.ts'
import type { Hold } from './hold.ts'

/** Milliseconds that one call to a public chain may take, and that a transaction waits before it is made dearer. */
const TIMEOUT = 10_000
const PATIENCE = 30_000

/** What an agent's loop on one public chain goes by. */
export interface Anchoring {
  readonly member: string
  readonly location: Location
  readonly hold: Pick<Hold, 'noting'>
  /** The own node that is asked now. */
  provider(): JsonRpcProvider
  relayer(): Signer
  /** As member.yaml says it now. */
  purseParts(): Promise<number>
  /** Seconds. */
  now(): number
  /** The last decided checkpoint, the newest signer set, and the members; undefined before the first pass. */
  standing(): { readonly registry: Registry; readonly decided: number; readonly epoch: number } | undefined
  told(chain: string, outcome: AnchorOutcome): void
  readonly signal: AbortSignal
}

export type AnchorOutcome = { readonly head: AnchorHead; readonly sent: number } | { readonly failed: QuorateError }

/**
 * Keeps one public chain's anchor at the head. Each chain has a loop of its own: a dead one delays no other, and none has the
 * home while it waits.
 */
export async function anchorLoop(chain: string, anchoring: Anchoring): Promise<void> {
  const { everySeconds } = anchoring.location.lock.founding.consortium.checkpoints
  const delay = Math.min(600, Math.max(10, everySeconds / 16))
  const waiting = new Map<number, number>()
  while (!anchoring.signal.aborted) {
    const outcome = await anchorOnce(chain, anchoring, { waiting, delay }).catch(failure)
    if (outcome !== undefined && !anchoring.signal.aborted) anchoring.told(chain, outcome)
    await setTimeout(Math.min(15, delay) * 1000, undefined, { signal: anchoring.signal }).catch(() => undefined)
  }
}

interface Turn {
  /** Since when each sequence could have been brought, by this agent's clock. */
  readonly waiting: Map<number, number>
  readonly delay: number
}

/** One look, and what was to be sent. Undefined where nothing is known of the consortium's own chain yet. */
export async function anchorOnce(
  chain: string,
  { member, location, hold, now, standing, signal, ...own }: Anchoring,
  { waiting, delay }: Turn,
): Promise<AnchorOutcome | undefined> {
  const known = standing()
  const seat = known === undefined ? undefined : seatOf(known.registry, member)
  if (known === undefined || seat === undefined) return undefined
  const open = await openPublicChain(location, chain, TIMEOUT)
  try {
    const head = await readAnchorHead(open.provider, anchorOf(location.lock))
    const sequence = head.sequence + 1
    for (const old of [...waiting.keys()]) if (old < sequence) waiting.delete(old)
    if (sequence > known.decided && head.epoch >= known.epoch) return { head, sent: 0 }
    const since = waiting.get(sequence) ?? now()
    waiting.set(sequence, since)
    if (!anchorTurn(seat, { sequence, waited: now() - since, delay })) return { head, sent: 0 }
    const { provider, chainId } = open
    const purseParts = await own.purseParts()
    const noting: Hold['noting'] = (work) => hold.noting(work)
    const sender = { provider, chainId, noting, relayer: own.relayer(), patience: PATIENCE, purseParts, signal }
    await settlePublic(sender)
    const sent = await anchorAll({ provider: own.provider(), location }, sender)
    return { head: await readAnchorHead(open.provider, anchorOf(location.lock)), sent: sent.length }
  } finally {
    open.provider.destroy()
  }
}

function failure(error: unknown): AnchorOutcome {
  if (error instanceof QuorateError) return { failed: error }
  const reason = error instanceof Error ? error.message : String(error)
  return {
    failed: new QuorateError('PUBLIC_CHAIN_FAILED', 'A public chain’s node failed in the midst of work.', {
      facts: { reason: reason.slice(0, 200) },
      remedy: 'The agent goes on; give several addresses of this chain, as spares.',
      cause: error,
    }),
  }
}
