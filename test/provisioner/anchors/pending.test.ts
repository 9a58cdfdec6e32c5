import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { anchorAbi } from '../../../provisioner/anchors/anchor.ts'
import { pendingAnchors } from '../../../provisioner/anchors/pending.ts'
import { type Journal, openJournal } from '../../../provisioner/journal/journal.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { checkpointFields } from '../../../network/checkpoint/checkpoint.ts'
import type { Hex } from '../../../network/hex.ts'
import { Transaction } from 'ethers'
import { newFolder } from '../home/folders.ts'

const key = new KeystoreSigner(PrivateKey.generate(randomBytes))
const contract: Hex = `0x${'0a'.repeat(20)}`
const chainId = 8453

/** Journals a submission as `sendPublic` does. @returns its hash. */
async function sign(
  journal: Journal,
  sequence: number,
  given: { to?: string; chainId?: number } = {},
): Promise<string> {
  const fields = checkpointFields.map((field) => [
    field,
    /Id$|^previous$|Hash$|Root$|^notBefore$/.test(field) ? `0x${'00'.repeat(32)}` : sequence,
  ])
  const data = anchorAbi.encodeFunctionData('submit', [Object.fromEntries(fields), [], []])
  const entries = journal.entries().length
  const raw = await key.signTransaction({
    type: 2,
    chainId: 1,
    to: given.to ?? contract,
    data,
    nonce: entries,
    gasLimit: 1n,
  })
  const hash = Transaction.from(raw).hash ?? ''
  await journal.append({ event: 'transaction.signed', chainId: given.chainId ?? chainId, what: 'anchoring', hash, raw })
  return hash
}

const newJournal = async () => openJournal(join(await newFolder(), 'journal.ndjson'), Date.now)
const pendingIn = (journal: Journal, head = 0) => pendingAnchors(journal.entries(), { chainId, contract, head })

describe('a pending anchor', () => {
  it('is one that was signed, and that its chain does not show', async () => {
    const journal = await newJournal()
    const [, second] = [await sign(journal, 1), await sign(journal, 2)]
    expect(pendingIn(journal, 1)).toEqual([{ sequence: 2, transaction: second }])
    expect(pendingIn(journal, 2)).toEqual([])
    await journal.close()
  })

  it('is one again that a reorganisation took back, though it was mined', async () => {
    const journal = await newJournal()
    const hash = await sign(journal, 1)
    await journal.append({ event: 'transaction.ended', hash, how: 'mined' })
    expect(pendingIn(journal)).toEqual([{ sequence: 1, transaction: hash }])
    await journal.close()
  })

  it('is the newest attempt of its sequence, and none that has failed', async () => {
    const journal = await newJournal()
    const [first, second, third] = [await sign(journal, 1), await sign(journal, 1), await sign(journal, 2)]
    await journal.append({ event: 'transaction.ended', hash: first, how: 'reverted' })
    await journal.append({ event: 'transaction.ended', hash: third, how: 'overtaken' })
    expect(pendingIn(journal)).toEqual([{ sequence: 1, transaction: second }])
    await journal.close()
  })

  it('is of this chain and this contract alone', async () => {
    const journal = await newJournal()
    await sign(journal, 1, { chainId: 10 })
    await sign(journal, 2, { to: `0x${'0b'.repeat(20)}` })
    expect(pendingIn(journal)).toEqual([])
    await journal.close()
  })
})
