import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Transaction, type TransactionLike, Wallet } from 'ethers'
import type { Hex } from '../../../network/hex.ts'
import { send } from '../../../provisioner/chain/send.ts'
import { settle } from '../../../provisioner/chain/settle.ts'
import type { Chain, Signed } from '../../../provisioner/chain/signed.ts'
import { type Journal, openJournal } from '../../../provisioner/journal/journal.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import type { Signer } from '../../../provisioner/signers/signer.ts'
import { NewcomersNode } from '../../stand-ins/newcomers-node.ts'
import { newFolder } from '../home/folders.ts'

const CHAIN = 31_337
const wallet = new Wallet(`0x${'17'.repeat(32)}`)
const signer = new KeystoreSigner(new PrivateKey(wallet.privateKey as Hex))
const call = { contract: 'MemberRegistry', data: '0x', what: 'another' } as const
const SECOND = 1000

let node: NewcomersNode
let journal: Journal
let chain: Chain
/** Blocks a second; time goes ten times as fast here. */
let pace = 1

beforeEach(async () => {
  pace = 1
  const began = performance.now()
  const real = performance.now.bind(performance)
  jest.spyOn(performance, 'now').mockImplementation(() => began + (real() - began) * 10)
  const height = () => 100 + Math.floor(((performance.now() - began) / SECOND) * pace)
  node = await NewcomersNode.start({ chainId: CHAIN, height })
  journal = await openJournal(join(await newFolder(), 'journal.ndjson'), () => 0)
  chain = { provider: node.provider, chainId: CHAIN, journal, signerFor: () => undefined }
})

afterEach(async () => {
  jest.restoreAllMocks()
  node.stop()
  await journal.close()
})

const signings = () => journal.entries().filter(({ event }) => event === 'transaction.signed')
const ends = () =>
  journal.entries().flatMap(({ event, hash, how }) => (event === 'transaction.ended' ? [{ hash, how }] : []))

/** Who signs, and is heard from then on. */
const lettingIn: Signer = Object.assign(Object.create(signer), {
  signTransaction: (transaction: TransactionLike<string>) => {
    node.letIn = true
    return signer.signTransaction(transaction)
  },
})
const failing: Signer = Object.assign(Object.create(signer), {
  signTransaction: () => Promise.reject(new Error('locked')),
})

/** Signed before and journalled, as a killed command left it; the node has it, and no other heard of it. */
async function left(given: { gasLimit?: number; block?: number; unsent?: boolean } = {}): Promise<Signed> {
  const fields = { type: 0, chainId: CHAIN, to: wallet.address, gasPrice: 0, nonce: 0 }
  const raw = await wallet.signTransaction({ ...fields, gasLimit: given.gasLimit ?? 25_000 })
  const signed = { raw, hash: Transaction.from(raw).hash ?? '', what: 'a trial' }
  const block = given.block === undefined ? {} : { block: given.block }
  await journal.append({ event: 'transaction.signed', chainId: CHAIN, ...signed, ...block })
  if (given.unsent !== true) await node.provider.broadcastTransaction(raw)
  return signed
}

async function whenSignings(count: number): Promise<void> {
  for (let tries = 0; tries < 1000 && signings().length < count; tries += 1) await setTimeout(10)
  expect(signings().length).toBeGreaterThanOrEqual(count)
}

describe('a transaction that its node has, and all others refused when they were told', () => {
  it('is signed anew, the same call under the same nonce, until they hear of it; each signature has its end', async () => {
    const sent = send(chain, signer, call)
    await whenSignings(2)
    node.letIn = true
    const receipt = await sent
    const versions = signings().map((line) => Transaction.from(String(line['raw'])))
    const callOf = ({ nonce, to, data, value, gasPrice }: Transaction) => ({ nonce, to, data, value, gasPrice })
    expect(new Set(versions.map((one) => JSON.stringify(callOf(one), (_, it) => String(it)))).size).toBe(1)
    expect(versions.length).toBeGreaterThan(1)
    expect([...new Set(node.given)]).toEqual(signings().map(({ raw }) => raw))
    const hashes = versions.map(({ hash }) => hash)
    expect(signings().map(({ replaces }) => replaces)).toEqual([undefined, ...hashes.slice(0, -1)])
    expect(receipt.hash).toBe(hashes.at(-1))
    expect(ends()).toEqual(hashes.map((hash) => ({ hash, how: hash === receipt.hash ? 'mined' : 'overtaken' })))
  }, 20_000)

  it('has done what it was for where a block takes the first of them after all', async () => {
    const sent = send(chain, signer, call)
    await whenSignings(2)
    const [first, second] = signings()
    node.mined.push(String(first?.hash))
    expect((await sent).hash).toBe(first?.hash)
    expect(ends().slice(0, 2)).toEqual([
      { hash: first?.hash, how: 'mined' },
      { hash: second?.hash, how: 'overtaken' },
    ])
  }, 20_000)

  it('is signed ever more seldom, and no receipt is asked for while its nonce waits', async () => {
    await expect(send(chain, signer, call)).rejects.toMatchObject({ code: 'TRANSACTION_UNMINED' })
    // After 2, 4, 8 and 16 blocks more; 32 are not over in a minute.
    const heights = signings().map(({ block }) => Number(block))
    const waits = heights.slice(1).map((height, i) => height - (heights[i] ?? 0))
    expect([4, 5]).toContain(heights.length)
    expect(waits.map((wait, i) => wait >= 2 ** (i + 1))).toEqual(waits.map(() => true))
    // Of the first before it is given, and of all in the end.
    const receipts = node.asked.filter((method) => method === 'eth_getTransactionReceipt')
    expect(receipts).toHaveLength(1 + heights.length)
  }, 20_000)

  it('is carried on after a kill with the newest of them, and signed anew by whoever signs for its account', async () => {
    const first = await left({ block: 90 })
    const second = await left({ block: 95, gasLimit: 24_999, unsent: true })
    const asked: string[] = []
    const signerFor = (account: string) => {
      asked.push(account)
      return lettingIn
    }
    await settle({ ...chain, signerFor })
    expect(node.given.slice(0, 2)).toEqual([first.raw, second.raw])
    expect(new Set(asked)).toEqual(new Set([wallet.address]))
    expect(ends().map(({ how }) => how)).toEqual(['overtaken', 'overtaken', 'mined'])
    expect(ends().map(({ hash }) => hash)).toEqual([first.hash, second.hash, ...node.mined])
  }, 20_000)

  it('is given once, and keeps nothing else waiting, where nobody here signs for its account', async () => {
    const { raw, hash } = await left({ block: 50 })
    await settle({ ...chain, signerFor: () => undefined })
    expect(node.given).toEqual([raw, raw])
    expect(journal.entries()).toHaveLength(1)
    node.mined.push(hash)
    await settle({ ...chain, signerFor: () => undefined })
    expect(ends()).toEqual([{ hash, how: 'mined' }])
  })

  it('is over where a node shows its receipt and cannot tell the state', async () => {
    const { hash } = await left({ block: 50 })
    const answer = node.answer.bind(node)
    jest.spyOn(node, 'answer').mockImplementation((method, param) => {
      if (method !== 'eth_getTransactionCount' || !node.mined.includes(hash)) return answer(method, param)
      return { error: { code: -32603, message: 'World state unavailable' } }
    })
    const settled = settle({ ...chain, signerFor: () => signer })
    await setTimeout(300)
    node.mined.push(hash)
    await settled
    expect(ends()[0]).toEqual({ hash, how: 'mined' })
  }, 20_000)

  it('is signed anew though no block comes in a minute: those that passed it over came before', async () => {
    pace = 0
    await left({ block: 98 })
    await settle({ ...chain, signerFor: () => lettingIn })
    expect(ends().map(({ how }) => how)).toEqual(['overtaken', 'mined'])
  }, 20_000)

  it.each([
    ['where it was signed elsewhere', 1, undefined, (): Signer | undefined => signer],
    ['where who signs for it cannot now', 1, 50, (): Signer | undefined => failing],
    ['while fewer than two blocks passed it over', 0, 99, (): Signer | undefined => signer],
  ])(
    'is given again as it is %s',
    async (_, blocks, block, signerFor) => {
      pace = blocks
      const { raw, hash } = await left(block === undefined ? {} : { block })
      await expect(settle({ ...chain, signerFor })).rejects.toMatchObject({
        code: 'TRANSACTION_UNMINED',
        facts: { hash },
      })
      expect(node.given.length).toBeGreaterThan(2)
      expect([...new Set(node.given)]).toEqual([raw])
      expect(journal.entries()).toHaveLength(1)
    },
    20_000,
  )

  it('is not signed anew for a node that does not say that it has it', async () => {
    const { raw } = await left({ block: 50 })
    const answer = node.answer.bind(node)
    jest.spyOn(node, 'answer').mockImplementation((method, param) => {
      const said = answer(method, param)
      return 'error' in said ? { error: { code: -32603, message: 'Unknown internal error' } } : said
    })
    await expect(settle({ ...chain, signerFor: () => signer })).rejects.toMatchObject({ code: 'TRANSACTION_UNMINED' })
    expect([...new Set(node.given)]).toEqual([raw])
  }, 20_000)
})
