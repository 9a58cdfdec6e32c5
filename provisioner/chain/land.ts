import { setTimeout } from 'node:timers/promises'
import type { JsonRpcError, TransactionReceipt } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import { isOwnFault } from './node-provider.ts'
import { fateNow, landedOf } from './place.ts'
import { kept, saidBy } from './revert.ts'
import { signAnew } from './sign-anew.ts'
import { type Chain, ended, type Landed, newest, type Signed, type Versions } from './signed.ts'

/** How long a transaction may wait for its block, in milliseconds. */
const PATIENCE = 60_000
/** When the node is given the same bytes again. A Besu that finds itself behind, as after a start, empties its pool. */
const AGAIN = 5_000
const POLL = 250
/** So many blocks may pass the first version over; each further one twice as many as the one before it. */
const FIRST_PASSED_OVER = 2
const MOST_PASSED_OVER = 512

/**
 * Gives the node signed bytes, again and again, until a block holds them; they stand in the journal already. What blocks pass
 * over though the node has it is signed anew.
 * @returns whatever it comes to: mined or reverted; undefined where a block holds another transaction of its nonce.
 * @throws QuorateError TRANSACTION_UNMINED, TRANSACTION_KEPT
 */
export async function land(chain: Chain, signed: Versions): Promise<TransactionReceipt | undefined> {
  const versions = [...signed]
  const deadline = performance.now() + PATIENCE
  const over = async (landed: Landed | undefined) => {
    await ended(chain.journal, versions, landed)
    return landed?.receipt
  }
  const found = await landedOf(chain, versions)
  if (found !== undefined) return over(found)
  let answer = await give(chain, newest(versions))
  for (;;) {
    const fate = await fateWithin(chain, versions, Math.min(deadline, performance.now() + AGAIN))
    if (fate !== 'waits') return over(fate === 'gone' ? undefined : fate)
    const block = await chain.provider.getBlockNumber().catch(() => undefined)
    if (performance.now() >= deadline) {
      // A node may show a block's receipts, and not tell the state after it.
      const late = await landedOf(chain, versions).catch(() => undefined)
      if (late !== undefined) return over(late)
      throw unmined(newest(versions), answer, block)
    }
    answer = await give(chain, newest(versions)).catch(notTaken)
    if (!answer.had || block === undefined || !isPassedOver(versions, block)) continue
    const next = await signAnew(chain, newest(versions), block)
    if (next === undefined) continue
    versions.push(next)
    answer = await give(chain, next).catch(notTaken)
  }
}

/** Gives it to the node once, and waits for nothing. What the node refuses stays in the journal. */
export async function giveOnce(chain: Chain, versions: Versions): Promise<void> {
  const landed = await landedOf(chain, versions)
  if (landed === undefined) await give(chain, newest(versions)).catch(notTaken)
  else await ended(chain.journal, versions, landed)
}

async function fateWithin(chain: Chain, versions: Versions, deadline: number): Promise<Landed | 'gone' | 'waits'> {
  for (;;) {
    const fate = await fateNow(chain, versions).catch(() => 'waits' as const)
    if (fate !== 'waits' || performance.now() >= deadline) return fate
    await setTimeout(POLL, undefined, { signal: chain.signal })
  }
}

/** What was signed elsewhere waits as it is, however many blocks come. */
function isPassedOver(versions: Versions, block: number): boolean {
  const { block: since } = newest(versions)
  const bears = Math.min(MOST_PASSED_OVER, FIRST_PASSED_OVER * 2 ** (versions.length - 1))
  return since !== undefined && block - since >= bears
}

/** What the node says of bytes that it is given. */
interface Answer {
  /** It had them already, and so told no other node of them. */
  readonly had: boolean
  /** Its words, where it did not just take them. */
  readonly said: string | undefined
}

const TAKEN: Answer = { had: false, said: undefined }
const notTaken = (error: unknown): Answer => ({ had: false, said: saidBy(error) })

/**
 * That the node has it already, takes it later, or failed by itself, is no refusal.
 * @throws what it says against it
 */
async function give({ provider }: Chain, { raw, what }: Signed): Promise<Answer> {
  try {
    await provider.broadcastTransaction(raw)
    return TAKEN
  } catch (error) {
    if (isNoRefusal(error as Refusal)) return { had: /\bknown\b/i.test(saidBy(error)), said: saidBy(error) }
    throw kept(error, what)
  }
}

type Refusal = NodeJS.ErrnoException & { error?: JsonRpcError['error'] }

/** Each client has its own words. That its nonce is under way by another says not yet which of them a block takes. */
function isNoRefusal(error: Refusal): boolean {
  if (error.code === 'ECONNRESET' || (error.error !== undefined && isOwnFault(error.error))) return true
  return /\bknown\b|already|nonce|replacement|underpriced|pool not enabled/i.test(saidBy(error))
}

/** @param block the node's newest, where it tells. */
function unmined({ hash, what, block: since }: Signed, { had, said }: Answer, block: number | undefined): QuorateError {
  const unheard =
    'If it does, the others may have refused this when they were told of it: an own node that is started anew tells them again.'
  return new QuorateError('TRANSACTION_UNMINED', `No block holds ${what} after ${PATIENCE / 1000} s.`, {
    facts: { hash, block: block ?? 'unknown', ...(said === undefined ? {} : { said }) },
    remedy: [
      'Look at `quorate status`: does the chain make blocks? What is signed is sent again, by the next command or by the agent: see whether it was done meanwhile, and else run the command again.',
      ...(had && since === undefined ? [unheard] : []),
    ].join(' '),
  })
}
