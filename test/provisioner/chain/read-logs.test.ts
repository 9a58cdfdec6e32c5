import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import { connectAny } from '../../../provisioner/chain/connect.ts'
import { readLogs } from '../../../provisioner/chain/read-logs.ts'

const address = `0x${'ab'.repeat(20)}`
const hash = `0x${'00'.repeat(32)}`
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** What a node does with more blocks than it gives at once: refuses them in words, cuts the connection, or never answers. */
type More = { readonly code: number; readonly message: string } | 'cut' | 'silence' | 'silence to all'

interface Holding {
  /** Logs of a block. */
  readonly logs?: (block: number) => number
  /** Characters of the data of each. */
  readonly length?: number
  /** Milliseconds that a call may take. */
  readonly timeout?: number
}

/** A node with one log in each block, or so many of such a length, that gives those of so many blocks at once. */
async function node(limit: number, more: More, { logs = () => 1, length = 0, timeout = 10_000 }: Holding = {}) {
  const asked: [number, number][] = []
  const calls: string[] = []
  let hung = false
  const server = createServer(async (request, response) => {
    const { id, method, params } = JSON.parse(await text(request))
    calls.push(method)
    if (hung) return
    response.setHeader('content-type', 'application/json')
    const answer = (body: object) => response.end(JSON.stringify({ jsonrpc: '2.0', id, ...body }))
    if (method !== 'eth_getLogs') return void answer({ result: '0x7' })
    const [from, to] = [Number(params[0].fromBlock), Number(params[0].toBlock)]
    asked.push([from, to])
    if (to - from <= limit) return void answer({ result: found(from, to) })
    hung = more === 'silence to all'
    if (more === 'cut') request.socket.destroy()
    else if (typeof more === 'object') answer({ error: more })
  }).listen(0, '127.0.0.1')
  function found(from: number, to: number) {
    const data = `0x${'ab'.repeat(length / 2)}`
    const place = { blockHash: hash, transactionHash: hash, transactionIndex: '0x0', logIndex: '0x0', removed: false }
    return upTo(from, to).flatMap((block) => {
      const log = { ...place, blockNumber: `0x${block.toString(16)}`, address, topics: [hash], data }
      return Array.from({ length: logs(block) }, () => log)
    })
  }
  await once(server, 'listening')
  const provider = await connectAny(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { timeout })
  closing.push(() => {
    provider.destroy()
    server.closeAllConnections()
    server.close()
  })
  const numbers = async (from: number, to: number) =>
    (await readLogs(provider, { address }, { from, to })).map(({ blockNumber }) => blockNumber)
  return { asked, calls, numbers }
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const besu = { code: -32_005, message: 'Requested range exceeds maximum RPC range limit' }

describe('logs of many blocks', () => {
  it('are asked for in ever longer parts where few came, so that a long chain takes few calls', async () => {
    const { asked, numbers } = await node(100_000, besu, { logs: () => 0 })
    expect(await numbers(3, 40)).toEqual([])
    expect(asked).toEqual([[3, 40]])
    await numbers(0, 1_000_000)
    expect(asked.length).toBeLessThan(25)
    expect(Math.max(...asked.map(([from, to]) => to - from + 1))).toBe(100_000)
  }, 30_000)

  it('are asked for in short parts where many came, since any member may fill blocks with them', async () => {
    const { asked, numbers } = await node(100_000, besu, { logs: (block) => (block < 200 ? 75 : 0) })
    expect(await numbers(0, 999)).toHaveLength(200 * 75)
    const widths = asked.map(([from, to]) => to - from + 1)
    expect(widths).toEqual([100, 66, 66, 129, 258, 381])
  }, 30_000)

  it.each(['cut', 'silence'] as const)(
    'are asked for in shorter parts where a long one meets %s',
    async (more) => {
      const { asked, numbers } = await node(3, more, { timeout: 1_500 })
      expect(await numbers(0, 20)).toEqual(upTo(0, 20))
      expect(asked.length).toBeLessThan(20)
    },
    30_000,
  )

  it('are asked for in shorter parts where the answer is longer than fits', async () => {
    const { numbers } = await node(100_000, besu, { length: 2_000_000 })
    expect(await numbers(0, 11)).toEqual(upTo(0, 11))
  }, 30_000)

  it('are asked for once of a node that has stopped answering anything', async () => {
    const { calls, numbers } = await node(3, 'silence to all', { timeout: 1_500 })
    await expect(numbers(0, 99)).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(calls).toEqual(['eth_chainId', 'eth_getLogs', 'eth_blockNumber'])
  }, 30_000)

  it('are an error where one block alone is more than a node gives', async () => {
    const { asked, numbers } = await node(-1, 'silence', { timeout: 600 })
    await expect(numbers(0, 99)).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(asked.length).toBeLessThan(8)
  }, 30_000)

  it.each([besu, { code: -32_000, message: 'query exceeds max block range 1000' }])(
    'are asked for in parts where it refuses so many, each block once and in order: %j',
    async (error) => {
      const { numbers } = await node(1_000, error)
      expect(await numbers(0, 12_345)).toEqual(upTo(0, 12_345))
    },
    30_000,
  )

  it('are asked for block by block where it gives no more, and none is asked for where there are none', async () => {
    const { asked, numbers } = await node(0, besu)
    expect(await numbers(0, 9)).toEqual(upTo(0, 9))
    const before = asked.length
    expect(await numbers(5, 4)).toEqual([])
    expect(asked.length).toBe(before)
  })

  it('are all there, however many one answer holds: any member may fill blocks with them', async () => {
    const many = Array.from({ length: 300_000 }, (_, index) => ({ index }))
    const provider = { getLogs: async () => many } as unknown as JsonRpcProvider
    expect(await readLogs(provider, { address }, { from: 0, to: 9 })).toHaveLength(many.length)
  })

  it('are an error where it refuses for another reason, or one block', async () => {
    const denied = await node(10, { code: -32_604, message: 'Method not enabled' })
    await expect(denied.numbers(0, 99)).rejects.toThrow('Method not enabled')
    expect(denied.asked.length).toBe(1)
    const nothing = await node(-1, besu)
    await expect(nothing.numbers(0, 99)).rejects.toThrow('range limit')
  })
})
