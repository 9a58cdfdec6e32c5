import { setTimeout } from 'node:timers/promises'
import { Transaction, type TransactionReceipt } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import { landedOf } from '../chain/place.ts'
import { ended, type Landed, newest, type Signed, type Versions } from '../chain/signed.ts'
import { dearer } from './dearer.ts'
import type { PublicSender } from './public-sender.ts'

/** How often one command may make a transaction dearer. The next command goes on from there. */
const REPLACEMENTS = 5
const POLL = 250

/**
 * Sends the newest version until a block holds any of them; each wait in which blocks came, and took none, ends in a dearer
 * version where that is not too dear. Where no block came at all, no fee would have helped.
 * @throws QuorateError TRANSACTION_UNMINED, TRANSACTION_REVERTED, TRANSACTION_OVERTAKEN, RELAYER_UNFUNDED
 */
export async function deliver(sender: PublicSender, versions: Versions): Promise<TransactionReceipt> {
  const { what, hash } = newest(versions)
  const receipt = await settle(sender, versions)
  if (receipt?.status === 1) return receipt
  if (receipt === undefined) {
    throw new QuorateError('TRANSACTION_OVERTAKEN', `Another transaction of this relayer took the nonce of ${what}.`, {
      facts: { hash, relayer: sender.relayer.address },
      remedy: 'One home sends for one relayer: does another machine use this key? Then run the command again.',
    })
  }
  throw new QuorateError('TRANSACTION_REVERTED', `${what} was mined, and reverted.`, {
    facts: { hash: receipt.hash, block: receipt.blockNumber },
    remedy: 'The state changed between estimate and block. Look at it (quorate anchors) and try again.',
  })
}

/**
 * The same for what an earlier command left behind, where it is no error that it reverted.
 * @returns undefined where a transaction of other bytes took the nonce.
 */
export async function settle(sender: PublicSender, signed: Versions): Promise<TransactionReceipt | undefined> {
  const versions = [...signed]
  const { provider } = sender
  const began = performance.now()
  for (let replaced = 0; ; replaced += 1) {
    const offered = newest(versions)
    // A pool that has it, or a dearer one, says so in words that differ from client to client. What counts is whether it
    // gets into a block, and that is looked for next.
    const head = await provider.getBlockNumber()
    await provider.broadcastTransaction(offered.raw).catch(() => undefined)
    const fate = await fateOf(sender, versions)
    if (fate !== 'waits') {
      const landed = fate === 'taken' ? undefined : fate
      await sender.noting((journal) => ended(journal, versions, landed))
      return landed?.receipt
    }
    const waited = Math.round(performance.now() - began)
    const stands = (await provider.getBlockNumber()) <= head || (await isAhead(sender, offered))
    if (replaced === REPLACEMENTS || stands) throw unmined(offered, waited)
    const next = await dearer(sender, versions)
    if (next !== undefined) versions.push(next)
  }
}

/** A block takes it at no price: a reorganisation took back what had a nonce before its own. */
async function isAhead({ provider, relayer }: PublicSender, { raw }: Signed): Promise<boolean> {
  return (await provider.getTransactionCount(relayer.address, 'latest')) < Transaction.from(raw).nonce
}

/** Whichever version a block holds; `taken` where their nonce is gone and none of them took it. */
async function fateOf(
  { provider, patience, relayer, signal }: PublicSender,
  versions: Versions,
): Promise<Landed | 'taken' | 'waits'> {
  const { nonce } = Transaction.from(versions[0]?.raw ?? '')
  const deadline = performance.now() + patience
  for (;;) {
    const next = await provider.getTransactionCount(relayer.address, 'latest')
    const landed = await landedOf({ provider }, versions)
    if (landed !== undefined) return landed
    if (next > nonce) return 'taken'
    if (performance.now() >= deadline) return 'waits'
    await setTimeout(POLL, undefined, { signal })
  }
}

function unmined({ hash, raw, what }: Signed, waited: number): QuorateError {
  const { nonce, maxFeePerGas } = Transaction.from(raw)
  const seconds = Math.round(waited / 1000)
  return new QuorateError('TRANSACTION_UNMINED', `No block of the public chain holds ${what} after ${seconds} s.`, {
    facts: { hash, nonce, maxFeePerGas: String(maxFeePerGas) },
    remedy:
      'Does the chain make blocks? Run the command again: it goes on with this nonce, and offers more where blocks come, to no more than relayer.purseParts of member.yaml allows.',
  })
}
