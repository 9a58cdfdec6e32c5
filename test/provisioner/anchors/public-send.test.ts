import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { FetchRequest, Transaction } from 'ethers'
import { sendPublic, settlePublic } from '../../../provisioner/anchors/public-send.ts'
import type { PublicSender } from '../../../provisioner/anchors/public-sender.ts'
import { NodeProvider } from '../../../provisioner/chain/node-provider.ts'
import { type Journal, openJournal } from '../../../provisioner/journal/journal.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { PublicChainStandIn, receiptOf } from '../../stand-ins/public-chain-stand-in.ts'
import { newFolder } from '../home/folders.ts'

const CHAIN = 8453
const GWEI = 10n ** 9n
const PURSE_PARTS = 30
const call = { to: `0x${'0a'.repeat(20)}`, data: '0x01', what: 'an anchoring' }

let chain: PublicChainStandIn
let provider: NodeProvider
let journal: Journal
let sender: PublicSender
let blocks: ReturnType<typeof setInterval> | undefined

beforeEach(async () => {
  chain = new PublicChainStandIn()
  provider = new NodeProvider(new FetchRequest(await chain.start()), CHAIN)
  journal = await openJournal(join(await newFolder(), 'journal.ndjson'), Date.now)
  const relayer = new KeystoreSigner(PrivateKey.generate(randomBytes))
  const noting: PublicSender['noting'] = (work) => work(journal)
  sender = { provider, chainId: CHAIN, noting, relayer, patience: 200, purseParts: PURSE_PARTS }
})

afterEach(async () => {
  clearInterval(blocks)
  provider.destroy()
  chain.stop()
  await journal.close()
})

/** Blocks come from here on. */
function blocksCome(before: () => void = () => undefined): void {
  blocks = setInterval(() => {
    before()
    chain.mine()
  }, 20)
}

const offers = () =>
  journal.entries().flatMap(({ event, raw }) => (event === 'transaction.signed' ? [Transaction.from(String(raw))] : []))
const most = ({ gasLimit, maxFeePerGas }: Transaction) => gasLimit * (maxFeePerGas ?? 0n)
const rising = (a: bigint, b: bigint) => Number(a > b) - Number(a < b)

describe('what a transaction on a public chain may cost', () => {
  it('does not rise while no block comes, however often it is sent again', async () => {
    for (const _ of [1, 2, 3]) {
      await expect(offers().length === 0 ? sendPublic(sender, call) : settlePublic(sender)).rejects.toMatchObject({
        code: 'TRANSACTION_UNMINED',
      })
    }
    expect(offers()).toHaveLength(1)
    blocksCome()
    await settlePublic(sender)
    expect(chain.mined.map(({ hash }) => hash)).toEqual(offers().map(({ hash }) => hash))
  }, 30_000)

  it('is no greater part of the purse than its operator allows, whatever a node suggests', async () => {
    chain.lies = { eth_maxPriorityFeePerGas: () => `0x${(chain.balance / 70_000n).toString(16)}` }
    await expect(sendPublic(sender, call)).rejects.toMatchObject({ code: 'RELAYER_FEE_HIGH' })
    expect(offers()).toEqual([])
  }, 30_000)

  it('rises with the base fee, to no greater part of the purse', async () => {
    blocksCome(() => {
      chain.baseFee =
        offers().reduce((fee, { maxFeePerGas }) => ((maxFeePerGas ?? 0n) > fee ? (maxFeePerGas ?? 0n) : fee), GWEI) + 1n
    })
    const ended = expect(sendPublic(sender, call)).rejects.toMatchObject({ code: 'TRANSACTION_UNMINED' })
    await ended
    for (const _ of [1, 2]) await expect(settlePublic(sender)).rejects.toMatchObject({ code: 'TRANSACTION_UNMINED' })
    expect(offers().length).toBeGreaterThan(3)
    expect(offers().map(most).toSorted(rising).at(-1)).toBeLessThanOrEqual(chain.balance / BigInt(PURSE_PARTS))
    clearInterval(blocks)
    chain.baseFee = GWEI
    blocksCome()
    await settlePublic(sender)
    expect(chain.mined).toHaveLength(1)
  }, 60_000)

  it('has a tip of no more than a few times what is suggested, though no block ever takes it', async () => {
    chain.deaf = true
    blocksCome()
    await expect(sendPublic(sender, call)).rejects.toMatchObject({ code: 'TRANSACTION_UNMINED' })
    for (const _ of [1, 2, 3]) await expect(settlePublic(sender)).rejects.toMatchObject({ code: 'TRANSACTION_UNMINED' })
    const tips = offers().map(({ maxPriorityFeePerGas }) => maxPriorityFeePerGas ?? 0n)
    expect(tips.toSorted(rising).at(-1)).toBeLessThanOrEqual(5n * chain.suggestedTip)
  }, 60_000)

  it('is for as much gas as it takes by now, also where nothing takes its place', async () => {
    chain.deaf = true
    blocksCome()
    const sent = expect(sendPublic(sender, call)).rejects.toMatchObject({ code: 'TRANSACTION_UNMINED' })
    await sent
    chain.gas = { call: 90_000n, plain: 40_000n }
    await expect(settlePublic(sender)).rejects.toMatchObject({ code: 'TRANSACTION_UNMINED' })
    expect(offers().at(-1)?.gasLimit).toBeGreaterThanOrEqual(90_000n)
    chain.callsFail = true
    await expect(settlePublic(sender)).rejects.toMatchObject({ code: 'TRANSACTION_UNMINED' })
    expect(offers().at(-1)?.data).toBe('0x')
    expect(offers().at(-1)?.gasLimit).toBeGreaterThanOrEqual(40_000n)
  }, 60_000)
})

describe('a nonce of a relayer', () => {
  const another = { ...call, data: '0x02', what: 'another anchoring' }

  it('is the one after its newest in a block, whatever a node says that it has waiting', async () => {
    chain.lies = {
      eth_getTransactionCount: ([, tag]) => (tag === 'pending' ? '0x7' : `0x${chain.next.toString(16)}`),
    }
    blocksCome()
    expect((await sendPublic(sender, call)).status).toBe(1)
    expect(chain.mined.map(({ nonce }) => nonce)).toEqual([0])
  }, 30_000)

  it('that a reorganisation left ahead keeps nothing from being sent, is offered for no more, and goes once it has come', async () => {
    blocksCome()
    await sendPublic(sender, call)
    clearInterval(blocks)
    await expect(sendPublic(sender, another)).rejects.toMatchObject({ code: 'TRANSACTION_UNMINED' })
    chain.reorganise(1)
    chain.pool.clear()
    blocksCome()
    const before = offers().length
    await settlePublic(sender)
    expect(offers()).toHaveLength(before)
    expect((await sendPublic(sender, call)).status).toBe(1)
    await settlePublic(sender)
    expect(chain.mined.map(({ data }) => data)).toEqual([call.data, another.data])
    const open = new Set(offers().map(({ hash }) => hash))
    for (const { event, hash } of journal.entries()) if (event === 'transaction.ended') open.delete(String(hash))
    expect([...open]).toEqual([])
  }, 30_000)
})

describe('what a node says that it has mined, and does not show', () => {
  it('is not signed again while the node has a receipt of it', async () => {
    blocksCome()
    await sendPublic(sender, call)
    await expect(sendPublic(sender, call)).rejects.toMatchObject({ code: 'PUBLIC_CALL_REPEATED' })
    expect(offers()).toHaveLength(1)
  }, 30_000)

  it('is signed a few times at most, though the node forgets each and has the nonce move on', async () => {
    const seen = new Set<unknown>()
    chain.lies = {
      // Once, when it was sent; never again.
      eth_getTransactionReceipt: ([hash]) => {
        const first = !seen.has(hash)
        seen.add(hash)
        return first ? receiptOf(String(hash), sender.relayer.address) : null
      },
      eth_getTransactionCount: () => `0x${offers().length.toString(16)}`,
    }
    for (let round = 0; round < 12; round += 1) await sendPublic(sender, call).catch(() => undefined)
    expect(offers().length).toBeLessThan(6)
  }, 30_000)
})
