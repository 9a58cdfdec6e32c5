import { setTimeout } from 'node:timers/promises'
import { type JsonRpcError, type JsonRpcProvider, Transaction, type TransactionReceipt } from 'ethers'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Journal } from '../journal/journal.ts'
import type { Signer } from '../signers/signer.ts'
import { isOwnFault } from './node-provider.ts'
import { inTurn } from './in-turn.ts'
import { refused, saidBy } from './revert.ts'
import { stale } from './stale.ts'

export interface Call {
  /** Where it goes; where none is named, a contract is made of the data. */
  readonly contract?: PredeployName
  readonly data: string
  /** What it does, for the journal and for messages: `a vote on 1a2b3c4d`. */
  readonly what: string
  /** Who sends: the officer where it is not given. */
  readonly as?: 'officer' | 'agent'
  /** The same command sends another one after it, whatever comes of this. */
  readonly followed?: boolean
}

export interface Chain {
  readonly provider: JsonRpcProvider
  readonly chainId: number
  readonly journal: Journal
  /** Ends the wait for a block; what is journalled is sent again by whoever is next. */
  readonly signal?: AbortSignal
}

/** How long a transaction may wait for its block, in milliseconds. */
const PATIENCE = 60_000
/** When the node is given the same bytes again. A Besu that finds itself behind, as after a start, empties its pool. */
const AGAIN = 5_000
const POLL = 250
/** Of what is estimated: state may grow between estimate and block. */
const GAS_MARGIN = 5n

/**
 * Signs a call, journals the signed bytes, and only then sends them; returns when a block holds it. A kill in between
 * loses nothing: `settle` sends the same bytes again. Gas is free on the consortium chain, and the price says so. Parts of
 * one process send as one account one after another: two transactions of one nonce would put each other out of the pool.
 * Where another home that sends as the account was faster with a nonce, the call is signed again with the next.
 * @throws QuorateError CHAIN_REFUSED, TRANSACTION_UNMINED, TRANSACTION_REVERTED
 */
export function send(chain: Chain, signer: Signer, call: Call): Promise<TransactionReceipt> {
  return inTurn(chain.journal, signer.address, async () => {
    for (;;) {
      const signed = await sign(chain, signer, call)
      const receipt = await land(chain, signed)
      if (receipt !== undefined) return unlessReverted(receipt, signed)
    }
  })
}

/**
 * After all that was signed before, and for the next nonce of the chain, whatever waits in the pool: bytes for a later one could
 * land after the same call was signed again. Estimated anew each time: what took the nonce may have done the same.
 */
async function sign(chain: Chain, signer: Signer, call: Call): Promise<Signed> {
  const { provider, chainId, journal } = chain
  const nonce = await nextNonce(chain, signer.address)
  const to = call.contract === undefined ? null : predeploys[call.contract]
  const estimate = await provider
    .estimateGas({ from: signer.address, to, data: call.data, gasPrice: 0 })
    .catch((error) => {
      throw refused(error, call.what)
    })
  const gasLimit = estimate + estimate / GAS_MARGIN
  const raw = await signer.signTransaction({
    type: 0,
    chainId,
    to,
    data: call.data,
    nonce,
    gasLimit,
    gasPrice: 0n,
    value: 0n,
  })
  const hash = Transaction.from(raw).hash ?? ''
  await journal.append({ event: 'transaction.signed', chainId, what: call.what, hash, raw })
  return { hash, raw, what: call.what }
}

export interface Signed {
  readonly hash: string
  readonly raw: string
  readonly what: string
}

/**
 * Finishes what a killed command had signed: the same bytes, sent again until a block holds them or their nonce is gone. What
 * waits for a nonce that has not come is left in the journal: nobody knows when, or whether, it does.
 * @param account whose transactions alone are finished; everybody's where none is named.
 */
export async function settle(chain: Chain, account?: string): Promise<void> {
  for (const signed of unfinished(chain, account)) {
    const place = await placeOf(chain, signed)
    if (place === 'gone') await end(chain, signed, 'overtaken')
    // That it reverted meanwhile is its end, and no error of the command that finds it.
    else if (place === 'next') await land(chain, signed).catch(unlessRefused(account))
  }
}

/** What the node refuses from one account keeps nobody else's from being sent: it stays in the journal, for that account's next. */
function unlessRefused(account: string | undefined): (error: unknown) => void {
  return (error) => {
    if (account !== undefined || !(error instanceof QuorateError) || error.code !== 'CHAIN_REFUSED') throw error
  }
}

/**
 * The nonce that follows an account's newest in a block. Whatever the journal holds that was signed for it, or before it, has
 * come to its end: so no other bytes are sent for one nonce.
 */
export async function nextNonce(chain: Chain, account: string): Promise<number> {
  for (;;) {
    await settle(chain, account)
    const next = await chain.provider.getTransactionCount(account, 'latest')
    if (unfinished(chain, account).every(({ nonce }) => nonce > next)) return next
  }
}

interface Unfinished extends Signed {
  readonly from: string
  readonly nonce: number
}

/** What was signed for this chain and has come to no end, in the order in which blocks can take it. */
function unfinished({ journal, chainId }: Chain, account?: string): Unfinished[] {
  const entries = journal.entries()
  const done = new Set(entries.flatMap(({ event, hash }) => (event === 'transaction.ended' ? [hash] : [])))
  return entries
    .filter(({ event, hash, chainId: on }) => event === 'transaction.signed' && on === chainId && !done.has(hash ?? ''))
    .map(({ hash, raw, what }) => {
      const { from, nonce } = Transaction.from(String(raw))
      return { hash: String(hash), raw: String(raw), what: String(what), from: from ?? '', nonce }
    })
    .filter(({ from }) => account === undefined || from.toLowerCase() === account.toLowerCase())
    .toSorted((one, other) => one.nonce - other.nonce)
}

/** `next` also where it stands in a block already. */
async function placeOf(chain: Chain, { hash, from, nonce }: Unfinished): Promise<'next' | 'gone' | 'ahead'> {
  const { provider } = chain
  if ((await provider.getTransactionReceipt(hash)) !== null) return 'next'
  // Asked before the nonce is: what catches up in between then counts as up to date, and its nonce is so.
  const behind = await isBehind(chain)
  const next = await provider.getTransactionCount(from, 'latest')
  // A block may have taken it since it was looked for.
  if (next > nonce) return (await provider.getTransactionReceipt(hash)) === null ? 'gone' : 'next'
  return next === nonce || behind ? 'next' : 'ahead'
}

/** Whether another transaction has its nonce for good, told by a node that has seen all that this home has. */
async function isGone(chain: Chain, { hash, raw }: Signed): Promise<boolean> {
  const { from, nonce } = Transaction.from(raw)
  if ((await chain.provider.getTransactionCount(from ?? '', 'latest')) <= nonce || (await isBehind(chain))) return false
  return (await chain.provider.getTransactionReceipt(hash)) === null
}

/** Whether the node has yet to see a block that this home has seen: then no nonce that it tells says much. */
async function isBehind({ provider, journal, chainId }: Chain): Promise<boolean> {
  const entries = journal.entries()
  const seen = new Set(entries.flatMap(({ hash, how }) => (how === 'mined' || how === 'reverted' ? [hash] : [])))
  const newest = entries.findLast(({ event, hash, chainId: on }) => {
    return event === 'transaction.signed' && on === chainId && seen.has(hash ?? '')
  })
  return newest !== undefined && (await provider.getTransactionReceipt(String(newest.hash))) === null
}

/**
 * Sends signed bytes until a block holds them; they stand in the journal already.
 * @throws QuorateError TRANSACTION_UNMINED, TRANSACTION_REVERTED, TRANSACTION_STALE, CHAIN_REFUSED
 */
export async function deliver(chain: Chain, signed: Signed): Promise<TransactionReceipt> {
  const receipt = await land(chain, signed)
  if (receipt === undefined) throw stale(signed)
  return unlessReverted(receipt, signed)
}

function unlessReverted(receipt: TransactionReceipt, signed: Signed): TransactionReceipt {
  if (receipt.status === 1) return receipt
  throw new QuorateError('TRANSACTION_REVERTED', `${signed.what} was mined, and reverted.`, {
    facts: { hash: signed.hash, block: receipt.blockNumber },
    remedy: 'The state changed between estimate and block. Look at it (quorate status, quorate show) and try again.',
  })
}

/** Whatever it comes to: mined or reverted; undefined where a block holds another transaction of its nonce. */
async function land(chain: Chain, signed: Signed): Promise<TransactionReceipt | undefined> {
  const { provider } = chain
  const began = performance.now()
  let said = (await provider.getTransactionReceipt(signed.hash)) === null ? await give(chain, signed) : undefined
  for (let given = began; ; ) {
    const receipt = await provider.getTransactionReceipt(signed.hash).catch(() => null)
    if (receipt !== null) {
      await end(chain, signed, receipt.status === 1 ? 'mined' : 'reverted')
      return receipt
    }
    if (await isGone(chain, signed).catch(() => false)) {
      await end(chain, signed, 'overtaken')
      return undefined
    }
    const now = performance.now()
    if (now - began > PATIENCE)
      throw unmined(signed, { said, block: await provider.getBlockNumber().catch(() => null) })
    if (now - given > AGAIN) {
      said = await give(chain, signed).catch(saidBy)
      given = now
    }
    await setTimeout(POLL, undefined, { signal: chain.signal })
  }
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

async function end({ journal }: Chain, { hash }: Signed, how: string): Promise<void> {
  await journal.append({ event: 'transaction.ended', hash, how })
}

/** @param said what the node said last of it, where that was not that it took it. @param block the node's newest, where it tells. */
function unmined({ hash, what }: Signed, { said, block }: { said: string | undefined; block: number | null }) {
  return new QuorateError('TRANSACTION_UNMINED', `No block holds ${what} after ${PATIENCE / 1000} s.`, {
    facts: { hash, block: block ?? 'unknown', ...(said === undefined ? {} : { said }) },
    remedy:
      'Look at `quorate status`: does the chain make blocks? Run the command again; the same bytes are sent again.',
  })
}
