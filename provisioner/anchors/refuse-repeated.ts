import { Transaction } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import type { PublicCall } from './public-send.ts'
import type { PublicSender } from './public-sender.ts'

const DAY = 86_400_000
/** Under how many nonces the same is signed within a day. */
const TRIES = 5

/**
 * What goes to a public chain does its work once. A node that lags, or lies, takes it and does not show what it did: each time
 * it would be signed and paid for again.
 * @throws QuorateError PUBLIC_CALL_REPEATED
 */
export async function refuseRepeated(sender: PublicSender, { to, data, what }: PublicCall): Promise<void> {
  // Of the currency alone more may be sent at any time.
  if (data === '0x') return
  const { provider, noting, chainId } = sender
  const lines = await noting(async (journal) => journal.entries())
  const mined = new Set(
    lines.flatMap(({ event, hash, how }) => (event === 'transaction.ended' && how === 'mined' ? [hash] : [])),
  )
  const nonces = new Set<number>()
  for (const { event, chainId: on, hash, raw, at } of lines) {
    if (event !== 'transaction.signed' || on !== chainId) continue
    const signed = Transaction.from(String(raw))
    if (signed.to?.toLowerCase() !== to.toLowerCase() || signed.data !== data) continue
    if (Date.now() - Date.parse(at) < DAY) nonces.add(signed.nonce)
    if (!mined.has(hash ?? '')) continue
    const receipt = await provider.getTransactionReceipt(String(hash))
    if (receipt?.status === 1) throw repeated(`A block holds ${what}, and the node does not show it.`, String(hash))
  }
  if (nonces.size >= TRIES) throw repeated(`${what} was sent ${TRIES} times within a day, and does not stand.`, '')
}

function repeated(says: string, hash: string): QuorateError {
  return new QuorateError('PUBLIC_CALL_REPEATED', says, {
    facts: hash === '' ? {} : { hash },
    remedy:
      'Nothing more is signed for it. Behind a balancer of nodes this passes by itself; else name another node of the chain first in publicChains of member.yaml, and compare with an explorer.',
  })
}
