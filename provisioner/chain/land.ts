import { setTimeout } from 'node:timers/promises'
import type { JsonRpcError, TransactionReceipt } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import { isOwnFault } from './node-provider.ts'
import { isGone, receiptOf } from './place.ts'
import { refused, saidBy } from './revert.ts'
import { signAnew } from './sign-anew.ts'
import { type Chain, ended, newest, type Signed, type Versions } from './signed.ts'

/** How long a transaction may wait for its block, in milliseconds. */
const PATIENCE = 60_000
/** When the node is given the same bytes again. A Besu that finds itself behind, as after a start, empties its pool. */
const AGAIN = 5_000
/** The longest that one version waits for the next; from the first one on, each waits twice as long as the one before. */
const ANEW = 40_000
/** So many blocks without a transaction that the node has: nothing else fills them. */
const PASSED_OVER = 2
const POLL = 250

/**
 * Gives the node signed bytes, again and again, until a block holds them; they stand in the journal already. What blocks pass
 * over though the node has it is signed anew, where its key is at hand.
 * @returns whatever it comes to: mined or reverted; undefined where a block holds another transaction of its nonce.
 * @throws QuorateError TRANSACTION_UNMINED, CHAIN_REFUSED
 */
export async function land(chain: Chain, signed: Versions): Promise<TransactionReceipt | undefined> {
  const versions = [...signed]
  const deadline = performance.now() + PATIENCE
  let told = await now(chain)
  let said = (await receiptOf(chain, versions)) === null ? await give(chain, newest(versions)) : undefined
  for (;;) {
    const fate = await fateOf(chain, versions, Math.min(deadline, performance.now() + AGAIN))
    if (fate !== 'waits') {
      const receipt = fate === 'gone' ? undefined : fate
      await ended(chain.journal, versions, receipt)
      return receipt
    }
    if (performance.now() >= deadline) throw unmined(newest(versions), said, (await now(chain)).block)
    said = await give(chain, newest(versions)).catch(saidBy)
    if (!isPassedOver(said, versions, { told, now: await now(chain) })) continue
    const next = await signAnew(chain, newest(versions))
    if (next === undefined) continue
    versions.push(next)
    told = await now(chain)
    said = await give(chain, next).catch(saidBy)
  }
}

async function fateOf(
  chain: Chain,
  versions: Versions,
  deadline: number,
): Promise<TransactionReceipt | 'gone' | 'waits'> {
  for (;;) {
    const receipt = await receiptOf(chain, versions).catch(() => null)
    if (receipt !== null) return receipt
    if (await isGone(chain, versions).catch(() => false)) return 'gone'
    if (performance.now() >= deadline) return 'waits'
    await setTimeout(POLL, undefined, { signal: chain.signal })
  }
}

interface Moment {
  readonly at: number
  /** The node's newest; undefined where it does not tell. */
  readonly block: number | undefined
}

async function now({ provider }: Chain): Promise<Moment> {
  const block = await provider.getBlockNumber().catch(() => undefined)
  return { at: performance.now(), block }
}

/** @param told when the node was given the newest version first. */
function isPassedOver(
  said: string | undefined,
  versions: Versions,
  { told, now: { at, block } }: { told: Moment; now: Moment },
): boolean {
  if (said === undefined || !/known/i.test(said) || told.block === undefined || block === undefined) return false
  const wait = Math.min(ANEW, AGAIN * 2 ** (versions.length - 1))
  return at - told.at >= wait && block - told.block >= PASSED_OVER
}

/**
 * @returns what the node says that is no refusal: that it has it already, takes it later, or failed by itself.
 * @throws what it says against it
 */
async function give({ provider }: Chain, { raw, what }: Signed): Promise<string | undefined> {
  try {
    await provider.broadcastTransaction(raw)
    return undefined
  } catch (error) {
    if (isNoRefusal(error as Refusal)) return saidBy(error)
    throw refused(error, what)
  }
}

type Refusal = NodeJS.ErrnoException & { error?: JsonRpcError['error'] }

/** Each client has its own words. That its nonce is under way by another says not yet which of them a block takes. */
function isNoRefusal(error: Refusal): boolean {
  if (error.code === 'ECONNRESET' || (error.error !== undefined && isOwnFault(error.error))) return true
  return /known|already|nonce|replacement|underpriced|pool not enabled/i.test(saidBy(error))
}

/** @param said what the node said last of it, where that was not that it took it. @param block the node's newest, where it tells. */
function unmined({ hash, what }: Signed, said: string | undefined, block: number | undefined): QuorateError {
  return new QuorateError('TRANSACTION_UNMINED', `No block holds ${what} after ${PATIENCE / 1000} s.`, {
    facts: { hash, block: block ?? 'unknown', ...(said === undefined ? {} : { said }) },
    remedy:
      'Look at `quorate status`: does the chain make blocks? Run the command again; the same bytes are sent again.',
  })
}
