import { Transaction } from 'ethers'
import type { Chain, Signed } from './signed.ts'

/**
 * The same call under the same nonce in other bytes: it may use one unit of gas more. Signed and journalled; not sent.
 *
 * A Besu tells its peers of a transaction once, when its own pool takes it. Peers whose list of accounts had not heard of the
 * sender yet, as in the block of its admission, have refused it then, and the same bytes are old news to them for good; a node
 * that makes no block itself would wait for ever. Whichever version a block takes, the nonce of all others is gone.
 * @returns undefined where no key that signs for its account is at hand.
 */
export async function signAnew(chain: Chain, before: Signed): Promise<Signed | undefined> {
  const {
    type,
    chainId,
    to,
    data,
    nonce,
    gasLimit,
    gasPrice,
    value,
    from,
    hash: replaces,
  } = Transaction.from(before.raw)
  const signer = from === null ? undefined : chain.signerOf?.(from)
  if (signer === undefined) return undefined
  const raw = await signer.signTransaction({ type, chainId, to, data, nonce, gasLimit: gasLimit + 1n, gasPrice, value })
  const hash = Transaction.from(raw).hash ?? ''
  const { what } = before
  await chain.journal.append({ event: 'transaction.signed', chainId: chain.chainId, what, hash, raw, replaces })
  return { hash, raw, what }
}
