import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { FetchRequest, Transaction, Wallet } from 'ethers'
import type { Hex } from '../../../network/hex.ts'
import type { AtWork } from '../../../provisioner/chain/as-member.ts'
import { NodeProvider } from '../../../provisioner/chain/node-provider.ts'
import { sendSigned } from '../../../provisioner/chain/send-signed.ts'
import { deliver, send } from '../../../provisioner/chain/send.ts'
import { settle } from '../../../provisioner/chain/settle.ts'
import type { Signed } from '../../../provisioner/chain/signed.ts'
import { type Journal, openJournal } from '../../../provisioner/journal/journal.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { newFolder } from '../home/folders.ts'

const CHAIN = 31_337
const wallet = new Wallet(`0x${'17'.repeat(32)}`)
const signed = await signedFor(0)
const { raw } = signed
const signer = new KeystoreSigner(new PrivateKey(wallet.privateKey as Hex))
const call = { contract: 'MemberRegistry', data: '0x', what: 'another' } as const

let server: Server | undefined
let provider: NodeProvider | undefined
let journal: Journal | undefined

afterEach(async () => {
  provider?.destroy()
  server?.close()
  server?.closeAllConnections()
  await journal?.close()
})

async function signedFor(nonce: number, { gasLimit = 21_000 } = {}): Promise<Signed> {
  const fields = { type: 0, chainId: CHAIN, to: wallet.address, gasLimit, gasPrice: 0, nonce }
  const bytes = await wallet.signTransaction(fields)
  return { raw: bytes, hash: Transaction.from(bytes).hash ?? '', what: 'a trial' }
}

/** A node that answers so to each time it is given the transaction, and mines it at the last. */
async function node(...answers: readonly (object | 'drop')[]) {
  const given: string[] = []
  const answer = (method: string, [what]: string[]): object | 'drop' => {
    if (method === 'eth_blockNumber') return { result: '0x1' }
    const mined = given.length === answers.length
    if (method === 'eth_getTransactionCount') return { result: mined ? '0x1' : '0x0' }
    if (method === 'eth_getTransactionReceipt') return { result: mined ? receiptOf(signed.hash) : null }
    given.push(what ?? '')
    return answers[given.length - 1] ?? { result: signed.hash }
  }
  return { ...(await serve(answer)), given }
}

/** A node that mines what it is given as soon as its account's nonce has come, and keeps until then what comes too early. */
async function queueingNode(next: number) {
  const [pool, mined] = [new Map<number, string>(), [] as string[]]
  const answer = (method: string, [what]: string[]): object => {
    if (method === 'eth_blockNumber') return { result: `0x${mined.length.toString(16)}` }
    if (method === 'eth_getBlockByNumber') return { result: BLOCK }
    if (method === 'eth_estimateGas') return { result: '0x5208' }
    if (method === 'eth_getTransactionCount') return { result: `0x${(next + mined.length).toString(16)}` }
    if (method === 'eth_getTransactionReceipt')
      return { result: mined.includes(what ?? '') ? receiptOf(what ?? '') : null }
    const { nonce, hash } = Transaction.from(what ?? '')
    pool.set(nonce, hash ?? '')
    for (let at = pool.get(next + mined.length); at !== undefined; at = pool.get(next + mined.length)) mined.push(at)
    return { result: hash }
  }
  return { ...(await serve(answer)), pool, mined }
}

/**
 * A node whose pool holds another home's transaction of the account's next nonce, and which mines that when it is given ours:
 * with these words, or with none.
 */
async function contestedNode(next: number, said: object | undefined) {
  const [mined, given] = [[] as string[], [] as number[]]
  const count = () => next + (given.length > 0 ? 1 : 0) + mined.length
  const answer = (method: string, [what]: string[]): object => {
    if (method === 'eth_blockNumber') return { result: '0x1' }
    if (method === 'eth_getBlockByNumber') return { result: BLOCK }
    if (method === 'eth_estimateGas') return { result: '0x5208' }
    if (method === 'eth_getTransactionCount') return { result: `0x${count().toString(16)}` }
    if (method === 'eth_getTransactionReceipt')
      return { result: mined.includes(what ?? '') ? receiptOf(what ?? '') : null }
    const { nonce, hash } = Transaction.from(what ?? '')
    given.push(nonce)
    if (nonce === next) return said ?? { result: hash }
    mined.push(hash ?? '')
    return { result: hash }
  }
  return { ...(await serve(answer)), given, mined }
}

const WORD = `0x${'00'.repeat(32)}`
const BLOCK = {
  ...{ hash: WORD, parentHash: WORD, number: '0x0', timestamp: '0x0', nonce: `0x${'00'.repeat(8)}`, difficulty: '0x0' },
  ...{ gasLimit: '0x1c9c380', gasUsed: '0x0', miner: wallet.address, extraData: '0x', transactions: [] },
}

function receiptOf(transactionHash: string): object {
  return {
    ...{ transactionHash, blockHash: transactionHash, blockNumber: '0x1', status: '0x1' },
    ...{ from: wallet.address, to: wallet.address, index: 0, transactionIndex: '0x0', logs: [], type: '0x0' },
    ...{ gasUsed: '0x5208', cumulativeGasUsed: '0x5208', effectiveGasPrice: '0x0', logsBloom: `0x${'00'.repeat(256)}` },
  }
}

async function serve(answer: (method: string, params: string[]) => object | 'drop') {
  server = createServer(async (request, response) => {
    const { id, method, params } = JSON.parse(await text(request)) as { id: number; method: string; params: string[] }
    const said = answer(method, params)
    if (said === 'drop') request.socket.destroy()
    else response.end(JSON.stringify({ jsonrpc: '2.0', id, ...said }))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  provider = new NodeProvider(new FetchRequest(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), CHAIN)
  journal = await openJournal(join(await newFolder(), 'journal.ndjson'), () => 0)
  return { chain: { provider, chainId: CHAIN, journal, signerFor: () => signer }, journal }
}

function noncesIn(of: Journal): number[] {
  const raws = of.entries().flatMap(({ event, raw: bytes }) => (event === 'transaction.signed' ? [String(bytes)] : []))
  return raws.map((bytes) => Transaction.from(bytes).nonce)
}

const taken = { result: signed.hash }
const refusal = (code: number, message: string) => ({ error: { code, message } })

describe('a transaction', () => {
  it('is given again, the same bytes, where the node took it and lost it', async () => {
    const { chain, given, journal } = await node(taken, taken)
    expect((await deliver(chain, signed)).status).toBe(1)
    expect(given).toEqual([raw, raw])
    expect(journal.entries()).toMatchObject([{ event: 'transaction.ended', hash: signed.hash, how: 'mined' }])
  }, 20_000)

  it('waits for a node that takes none yet, and for one that knows it already', async () => {
    const closed = refusal(
      -32002,
      'Transaction pool not enabled. (Either txpool explicitly disabled, or node not yet in sync).',
    )
    const { chain, given } = await node(closed, taken, refusal(-32000, 'Known transaction'))
    expect((await deliver(chain, signed)).status).toBe(1)
    expect(given).toEqual([raw, raw, raw])
  }, 30_000)

  it('is given again where the node failed by itself, or dropped the connection: it may have it or not', async () => {
    const { chain, given } = await node(refusal(-32603, 'Internal error'), 'drop', taken)
    expect((await deliver(chain, signed)).status).toBe(1)
    expect(given).toEqual([raw, raw, raw])
  }, 30_000)

  it('that no block takes is told with the node’s newest block and what it said last, and stays to be sent again', async () => {
    const closed = refusal(-32002, 'Transaction pool not enabled.')
    const { chain, given, journal } = await node(taken, ...Array(20).fill(closed))
    let elapsed = 0
    jest.spyOn(performance, 'now').mockImplementation(() => (elapsed += 2_000))
    await expect(deliver(chain, signed)).rejects.toMatchObject({
      code: 'TRANSACTION_UNMINED',
      facts: { hash: signed.hash, block: 1, said: expect.stringContaining('pool not enabled') },
    })
    jest.restoreAllMocks()
    expect(given.length).toBeGreaterThan(1)
    expect([...new Set(given)]).toEqual([raw])
    expect(journal.entries()).toEqual([])
  }, 30_000)

  it('is waited for no longer than whoever waits is at work, and stays to be sent again', async () => {
    const { chain, given, journal } = await node(taken, taken)
    const stop = new AbortController()
    const ended = expect(deliver({ ...chain, signal: stop.signal }, signed)).rejects.toMatchObject({
      name: 'AbortError',
    })
    while (given.length === 0) await setTimeout(10)
    stop.abort()
    await ended
    expect([given, journal.entries()]).toEqual([[raw], []])
  }, 20_000)

  it('is refused at once where the node refuses it', async () => {
    const { chain, given } = await node(refusal(-32007, 'Sender account not authorized to send transactions'), taken)
    await expect(deliver(chain, signed)).rejects.toMatchObject({
      code: 'TRANSACTION_KEPT',
      facts: { reason: 'Sender account not authorized to send transactions' },
    })
    expect(given).toEqual([raw])
  }, 20_000)

  it('that was signed for a development chain which has begun anew since is over, and the next takes its nonce', async () => {
    const earlier = await signedFor(0)
    const open = await signedFor(1)
    const started = { ...BLOCK, number: '0x1', timestamp: '0x6b49d200' }
    const { chain, journal } = await serve((method) => {
      if (method === 'eth_getBlockByNumber') return { result: started }
      if (method === 'eth_getTransactionReceipt') return { result: null }
      return { result: '0x0' }
    })
    for (const one of [earlier, open]) await journal.append({ event: 'transaction.signed', chainId: CHAIN, ...one })
    await journal.append({ event: 'transaction.ended', hash: earlier.hash, how: 'mined' })
    const begun = performance.now()
    expect(await settle({ ...chain, development: true })).toEqual([])
    expect(performance.now() - begun).toBeLessThan(5_000)
    expect(journal.entries().at(-1)).toMatchObject({ event: 'transaction.ended', hash: open.hash, how: 'overtaken' })
  }, 20_000)

  it('waits for those that other parts of the process send as the same account: no two take one nonce', async () => {
    const { chain, journal, mined } = await queueingNode(5)
    const refusing = { ...signer, address: signer.address, signTransaction: () => Promise.reject(new Error('locked')) }
    const sent = [send(chain, signer, call), send(chain, refusing as never, call), send(chain, signer, call)]
    const [first, second, third] = await Promise.allSettled(sent)
    expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(noncesIn(journal)).toEqual([5, 6])
    expect(mined).toHaveLength(2)
  }, 20_000)

  it('takes its turn with what was signed elsewhere for its account, however that is spelt', async () => {
    const { chain, journal, mined } = await queueingNode(5)
    const at = { ...chain, location: { lock: { founding: { chainId: CHAIN } } } } as unknown as AtWork
    const elsewhere = await signedFor(6)
    const sent = [send(chain, signer, call), sendSigned(at, elsewhere), send(chain, signer, call)]
    expect((await Promise.allSettled(sent)).map(({ status }) => status)).toEqual(Array(3).fill('fulfilled'))
    expect(noncesIn(journal)).toEqual([5, 6, 7])
    expect(mined).toHaveLength(3)
  }, 20_000)
})

describe('a transaction whose nonce another home’s took', () => {
  const underpriced = { error: { code: -32000, message: 'Replacement transaction underpriced' } }

  it.each([['what the node says', underpriced] as const, ['nothing', undefined] as const])(
    'told by %s, has come to its end, and its call is signed again with the next nonce',
    async (_, said) => {
      const { chain, journal, given } = await contestedNode(5, said)
      const receipt = await send(chain, signer, call)
      expect([given, noncesIn(journal)]).toEqual([
        [5, 6],
        [5, 6],
      ])
      const ends = journal.entries().filter(({ event }) => event === 'transaction.ended')
      expect(ends.map(({ how }) => how)).toEqual(['overtaken', 'mined'])
      expect(ends.at(-1)?.['hash']).toBe(receipt.hash)
    },
    20_000,
  )

  it('is refused where it was signed elsewhere: nobody here can sign it again', async () => {
    const { chain, journal } = await contestedNode(5, underpriced)
    const at = { ...chain, location: { lock: { founding: { chainId: CHAIN } } } } as unknown as AtWork
    await expect(sendSigned(at, await signedFor(5))).rejects.toMatchObject({
      code: 'TRANSACTION_STALE',
      facts: { from: wallet.address, nonce: 5 },
    })
    expect(journal.entries().at(-1)).toMatchObject({ event: 'transaction.ended', how: 'overtaken' })
    await settle(chain)
  }, 20_000)

  it('is not taken for overtaken where a block takes it while it is looked for', async () => {
    let asked = 0
    const { chain, journal } = await serve((method) => {
      if (method === 'eth_getTransactionCount') return { result: '0x1' }
      if (method !== 'eth_getTransactionReceipt') return { result: signed.hash }
      return { result: ++asked > 1 ? receiptOf(signed.hash) : null }
    })
    const { hash, what } = signed
    await journal.append({ event: 'transaction.signed', chainId: CHAIN, what, hash, raw })
    await settle(chain)
    expect(journal.entries().at(-1)).toMatchObject({ event: 'transaction.ended', hash, how: 'mined' })
  }, 20_000)
})

describe('a transaction that the node refuses', () => {
  const denied = refusal(-32007, 'Sender account not authorized to send transactions')

  it('keeps nothing but what its own account sends from being sent after it', async () => {
    const { chain, journal } = await node(denied, denied, taken)
    const { hash, what } = signed
    await journal.append({ event: 'transaction.signed', chainId: CHAIN, what, hash, raw })
    await settle(chain)
    await expect(settle(chain, wallet.address)).rejects.toMatchObject({ code: 'TRANSACTION_KEPT' })
    await settle(chain)
    expect(journal.entries().at(-1)).toMatchObject({ event: 'transaction.ended', hash, how: 'mined' })
  }, 20_000)

  it.each([20_000, 40_000_000])(
    'is not journalled where it was signed elsewhere with %d gas',
    async (gasLimit) => {
      const { chain, journal, mined } = await queueingNode(5)
      const at = { ...chain, location: { lock: { founding: { chainId: CHAIN } } } } as unknown as AtWork
      await expect(sendSigned(at, await signedFor(5, { gasLimit }))).rejects.toMatchObject({ code: 'TRANSACTION_GAS' })
      expect([journal.entries(), mined]).toEqual([[], []])
    },
    20_000,
  )
})

describe('a transaction whose nonce is ahead of its account', () => {
  const journalled = ({ hash, raw: bytes, what }: Signed) =>
    ({ event: 'transaction.signed', chainId: CHAIN, what, hash, raw: bytes }) as const

  it('is not journalled when it was signed elsewhere, nor sent', async () => {
    const { chain, journal, mined } = await queueingNode(5)
    const at = { ...chain, location: { lock: { founding: { chainId: CHAIN } } } } as unknown as AtWork
    await expect(sendSigned(at, await signedFor(6))).rejects.toMatchObject({
      code: 'TRANSACTION_AHEAD',
      facts: { nonce: 6, next: 5 },
    })
    expect([journal.entries(), mined]).toEqual([[], []])
    await sendSigned(at, await signedFor(5))
    await sendSigned(at, await signedFor(6))
    expect(mined).toHaveLength(2)
  }, 20_000)

  it('keeps nothing else from being sent where a journal holds it, and is sent itself once its nonce has come', async () => {
    const { chain, journal, mined } = await queueingNode(5)
    const early = await signedFor(6)
    await journal.append(journalled(early))
    await settle(chain)
    expect(mined).toEqual([])
    const first = await send(chain, signer, call)
    // The nonce has come: what was signed for it is what is sent, and no other bytes ever are.
    const second = await send(chain, signer, call)
    expect(mined).toEqual([first.hash, early.hash, second.hash])
    expect(noncesIn(journal)).toEqual([6, 5, 7])
    expect(journal.entries()).toContainEqual(expect.objectContaining({ hash: early.hash, how: 'mined' }))
  }, 20_000)

  it('goes before what was signed elsewhere for the same nonce', async () => {
    const { chain, journal, mined } = await queueingNode(5)
    const early = await signedFor(6)
    await journal.append(journalled(early))
    const at = { ...chain, location: { lock: { founding: { chainId: CHAIN } } } } as unknown as AtWork
    await send(chain, signer, call)
    const other = Transaction.from({ ...Transaction.from(early.raw).toJSON(), signature: null, data: '0x01' })
    const bytes = await wallet.signTransaction(other)
    const rival = { raw: bytes, hash: Transaction.from(bytes).hash ?? '', what: 'a rival' }
    await expect(sendSigned(at, rival)).rejects.toMatchObject({ code: 'TRANSACTION_STALE' })
    expect(mined.at(-1)).toBe(early.hash)
    expect(journal.entries().map(({ hash }) => hash)).not.toContain(rival.hash)
  }, 20_000)

  it('is waited for where the node is behind what this home saw mined: it only seems to be ahead', async () => {
    const { chain, journal, pool, mined } = await queueingNode(5)
    const [seen, next] = [await signedFor(5), await signedFor(6)]
    await journal.append(journalled(seen))
    await journal.append({ event: 'transaction.ended', hash: seen.hash, how: 'mined' })
    await journal.append(journalled(next))
    const settled = settle(chain)
    while (!pool.has(6)) await setTimeout(10)
    await chain.provider.broadcastTransaction(seen.raw)
    await settled
    expect(mined).toEqual([seen.hash, next.hash])
  }, 20_000)
})
