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

/** A node with one log in each block, that gives those of so many at once; `error` is how it refuses more. */
async function node(limit: number, error: { code: number; message: string }) {
  const asked: [number, number][] = []
  const server = createServer(async (request, response) => {
    const { id, method, params } = JSON.parse(await text(request))
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({ jsonrpc: '2.0', id, ...(method === 'eth_chainId' ? { result: '0x7' } : logs(params[0])) }),
    )
  }).listen(0, '127.0.0.1')
  function logs({ fromBlock, toBlock }: { fromBlock: string; toBlock: string }) {
    const [from, to] = [Number(fromBlock), Number(toBlock)]
    asked.push([from, to])
    if (to - from > limit) return { error }
    const blocks = Array.from({ length: to - from + 1 }, (_, i) => `0x${(from + i).toString(16)}`)
    const place = { blockHash: hash, transactionHash: hash, transactionIndex: '0x0', logIndex: '0x0', removed: false }
    return { result: blocks.map((blockNumber) => ({ ...place, blockNumber, address, topics: [hash], data: '0x' })) }
  }
  await once(server, 'listening')
  const provider = await connectAny(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  closing.push(() => {
    provider.destroy()
    server.closeAllConnections()
    server.close()
  })
  const numbers = async (from: number, to: number) =>
    (await readLogs(provider, { address }, { from, to })).map(({ blockNumber }) => blockNumber)
  return { asked, numbers }
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const besu = { code: -32_005, message: 'Requested range exceeds maximum RPC range limit' }

describe('logs of many blocks', () => {
  it('are asked for at once where a node gives them', async () => {
    const { asked, numbers } = await node(100_000, besu)
    expect(await numbers(3, 1_000)).toEqual(upTo(3, 1_000))
    expect(asked).toEqual([[3, 1_000]])
  })

  it.each([besu, { code: -32_000, message: 'query exceeds max block range 1000' }])(
    'are asked for in parts where it refuses so many, each block once and in order: %j',
    async (error) => {
      const { numbers } = await node(1_000, error)
      expect(await numbers(0, 12_345)).toEqual(upTo(0, 12_345))
    },
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
