import { Transaction } from 'ethers'
import type { Chain, Signed } from './signed.ts'

/**
 * The same call under the same nonce in other bytes: it may use one unit of gas less, of the many that it has to spare. Signed
 * and journalled; not sent.
 *
 * A Besu tells its peers of a transaction once, when its own pool takes it. Peers whose list of accounts had not heard of the
 * sender yet, as in the block of its admission, have refused it then, and the same bytes are old news to them for good; a node
 * that makes no block itself would wait for ever. Whichever version a block takes, the nonce of all others is gone.
 * @param block the node's newest.
 * @returns undefined where nobody here signs for its account, or can now.
 */
export async function signAnew(chain: Chain, before: Signed, block: number): Promise<Signed | undefined> {
  // Who cannot sign now is asked again: what waits may land meanwhile.
  const raw = await inOtherBytes(chain, before).catch(() => undefined)
  if (raw === undefined) return undefined
  const signed = { what: before.what, hash: Transaction.from(raw).hash ?? '', raw, block }
  const { chainId, journal } = chain
  await journal.append({ event: 'transaction.signed', chainId, ...signed, replaces: before.hash })
  return signed
}

async function inOtherBytes({ chainId, signerFor }: Chain, { raw }: Signed): Promise<string | undefined> {
  const { type, to, data, nonce, gasLimit, gasPrice, value, from } = Transaction.from(raw)
  const call = { type, chainId, from, to, data, nonce, gasLimit: gasLimit - 1n, gasPrice, value }
  return signerFor(from ?? '')?.signTransaction(call)
}
