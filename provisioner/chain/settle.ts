import { QuorateError } from '../../network/quorate-error.ts'
import { type Done, doneBy } from './done.ts'
import { giveOnce, land } from './land.ts'
import { isBehind, placeOf } from './place.ts'
import { type Chain, ended, newest, type Signed, unfinished } from './signed.ts'

/**
 * Finishes what a killed command had signed: sent again until a block holds it or its nonce is gone. What waits for a nonce that
 * has not come is left in the journal: nobody knows when, or whether, it does.
 * @param account whose transactions alone are finished; everybody's where none is named.
 * @returns what a block holds by now, and did what it was to do.
 */
export async function settle(chain: Chain, account?: string): Promise<readonly Done[]> {
  const done: Done[] = []
  if (chain.development === true) await endOfBefore(chain)
  for (const one of unfinished(chain, account)) {
    const place = await placeOf(chain, one)
    if (place === 'gone') await ended(chain.journal, one.versions, undefined)
    // Blocks may pass over for ever what nobody here can sign anew: others do not wait for it.
    else if (place === 'next' && account === undefined && chain.signerFor(one.from) === undefined)
      await giveOnce(chain, one.versions)
    // That it reverted meanwhile is its end, and no error of the command that finds it.
    else if (place === 'next') {
      const receipt = await land(chain, one.versions).catch(unlessRefused(account))
      if (receipt?.status === 1) done.push(doneBy(newest(one.versions), receipt))
    }
  }
  return done
}

/** What was signed before the chain was started again was for another one: it is in no block any more, and belongs in none. */
async function endOfBefore(chain: Chain): Promise<void> {
  const open = unfinished(chain)
  if (open.length === 0 || !(await isBehind(chain))) return
  const begun = ((await chain.provider.getBlock(1))?.timestamp ?? 0) * 1000
  const entries = chain.journal.entries()
  const signedAt = ({ hash }: Signed) =>
    Date.parse(entries.find((entry) => entry.event === 'transaction.signed' && entry['hash'] === hash)?.at ?? '')
  for (const { versions } of open)
    if (signedAt(newest(versions)) < begun) await ended(chain.journal, versions, undefined)
}

/** What the node refuses from one account keeps nobody else's from being sent: it stays in the journal, for that account's next. */
function unlessRefused(account: string | undefined): (error: unknown) => undefined {
  return (error) => {
    if (account !== undefined || !(error instanceof QuorateError) || error.code !== 'TRANSACTION_KEPT') throw error
    return undefined
  }
}

/**
 * The nonce that follows an account's newest in a block. Whatever the journal holds that was signed for it, or before it, has
 * come to its end: so no other call is ever sent for one nonce.
 */
export async function nextNonce(chain: Chain, account: string): Promise<number> {
  for (;;) {
    await settle(chain, account)
    const next = await chain.provider.getTransactionCount(account, 'latest')
    if (unfinished(chain, account).every(({ nonce }) => nonce > next)) return next
  }
}
