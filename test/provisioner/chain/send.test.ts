import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from '@jest/globals'
import { FetchRequest, Transaction, Wallet } from 'ethers'
import { NodeProvider } from '../../../provisioner/chain/node-provider.ts'
import { deliver, type Signed } from '../../../provisioner/chain/send.ts'
import { type Journal, openJournal } from '../../../provisioner/journal/journal.ts'
import { newFolder } from '../home/folders.ts'

const CHAIN = 31_337
const wallet = new Wallet(`0x${'17'.repeat(32)}`)
const raw = await wallet.signTransaction({
  chainId: CHAIN,
  to: wallet.address,
  gasLimit: 21_000,
  gasPrice: 0,
  nonce: 0,
})
const signed: Signed = { raw, hash: Transaction.from(raw).hash ?? '', what: 'a trial' }

let server: Server | undefined
let provider: NodeProvider | undefined
let journal: Journal | undefined

afterEach(async () => {
  provider?.destroy()
  server?.close()
  server?.closeAllConnections()
  await journal?.close()
})

/** A node that answers so to each time it is given the transaction, and mines it at the last. */
async function node(...answers: readonly (object | 'drop')[]) {
  const given: string[] = []
  const mined = { transactionHash: signed.hash, blockHash: signed.hash, blockNumber: '0x1', status: '0x1' }
  const more = { from: wallet.address, to: wallet.address, index: 0, transactionIndex: '0x0', logs: [], type: '0x0' }
  const gas = {
    gasUsed: '0x5208',
    cumulativeGasUsed: '0x5208',
    effectiveGasPrice: '0x0',
    logsBloom: `0x${'00'.repeat(256)}`,
  }
  const answer = (method: string, [what]: string[]): object | 'drop' => {
    if (method === 'eth_blockNumber') return { result: '0x1' }
    if (method === 'eth_getTransactionReceipt')
      return { result: given.length === answers.length ? { ...mined, ...more, ...gas } : null }
    given.push(what ?? '')
    return answers[given.length - 1] ?? { result: signed.hash }
  }
  server = createServer(async (request, response) => {
    const { id, method, params } = JSON.parse(await text(request)) as { id: number; method: string; params: string[] }
    const said = answer(method, params)
    if (said === 'drop') request.socket.destroy()
    else response.end(JSON.stringify({ jsonrpc: '2.0', id, ...said }))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  provider = new NodeProvider(new FetchRequest(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), CHAIN)
  journal = await openJournal(join(await newFolder(), 'journal.ndjson'), () => 0)
  return { chain: { provider, chainId: CHAIN, journal }, given, journal }
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

  it('is refused at once where the node refuses it', async () => {
    const { chain, given } = await node(refusal(-32007, 'Sender account not authorized to send transactions'), taken)
    await expect(deliver(chain, signed)).rejects.toMatchObject({
      code: 'CHAIN_REFUSED',
      facts: { reason: 'Sender account not authorized to send transactions' },
    })
    expect(given).toEqual([raw])
  }, 20_000)
})
