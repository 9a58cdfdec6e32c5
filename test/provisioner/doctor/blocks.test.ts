import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { newestBlocks } from '../../../provisioner/doctor/blocks.ts'

const WRITER = `0x${'5a'.repeat(20)}`
const log = { address: WRITER, topics: [], data: '0x' }
const block = {
  number: '0x1',
  hash: `0x${'11'.repeat(32)}`,
  timestamp: '0x6a000000',
  gasUsed: '0x5208',
  gasLimit: '0x1c9c380',
  logsBloom: '0x00',
  transactions: ['0x01'],
}

interface Filter {
  readonly blockHash?: string
  readonly address?: readonly string[]
}

/** Goes by blooms only where a filter of a range names who wrote, as Besu does; `damaged` ones let nothing through. */
async function seen({ damaged }: { damaged: boolean }) {
  const answers: Record<string, (params: readonly unknown[]) => unknown> = {
    eth_getBlockByNumber: () => block,
    eth_getBlockReceipts: () => [{ logs: [log] }, { logs: [log] }],
    eth_getLogs: ([filter]) => {
      const { blockHash, address = [] } = filter as Filter
      return damaged && blockHash === undefined && address.includes(WRITER) ? [] : [log, log]
    },
  }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      const asked = JSON.parse(body) as { id: number; method: string; params: readonly unknown[] }[]
      response.end(JSON.stringify(asked.map(({ id, method, params }) => ({ id, result: answers[method]?.(params) }))))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await newestBlocks(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 1)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('the logs of a block', () => {
  it('are those of its receipts, where the blooms are right', async () => {
    expect(await seen({ damaged: false })).toMatchObject([{ logs: { found: 2, inReceipts: 2 } }])
  })

  it('are too few where a damaged bloom hides them from who asks for their writer', async () => {
    expect(await seen({ damaged: true })).toMatchObject([{ logs: { found: 0, inReceipts: 2 } }])
  })
})
