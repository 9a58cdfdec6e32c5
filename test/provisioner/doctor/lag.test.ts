import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import type { NetworkFacts } from '../../../network/doctor/facts.ts'
import { lagAfter } from '../../../provisioner/doctor/lag.ts'
import type { Block } from '../../../provisioner/doctor/shapes.ts'
import { answered } from '../../network/doctor/healthy.ts'

const recorded = answered<Record<string, unknown>>('eth_getBlockByNumber', 'latest')
const network = { blockPeriod: 1, headAgeSeconds: 24 } as NetworkFacts
const T = 1_800_000_000

/** A node whose blocks bear the times that are given, one more with each question, and then no more. */
async function chainOf(times: readonly number[]) {
  let asked = 0
  const server = createServer((_, response) => {
    const number = Math.min(asked, times.length - 1)
    asked += 1
    const result = {
      ...recorded,
      number: `0x${number.toString(16)}`,
      timestamp: `0x${(times[number] ?? 0).toString(16)}`,
    }
    response.end(JSON.stringify([{ jsonrpc: '2.0', id: 0, result }]))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const end = () => {
    server.closeAllConnections()
    server.close()
  }
  return { rpc: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked, end }
}

const first = { number: 0, timestamp: T - 1 } as Block
const lagOf = async (times: readonly number[], now: number) => {
  const chain = await chainOf([T - 1, ...times])
  try {
    return { ...(await lagAfter(chain.rpc, first, { network, now: () => now })), asked: chain.asked() }
  } finally {
    chain.end()
  }
}

describe('how late blocks are seen', () => {
  it('is known after one block that comes in time', async () => {
    const { lag, head } = await lagOf([T, T + 1, T + 2], T)
    expect([lag, head.number]).toEqual([0, 1])
  })

  it('is below nothing where a block comes from the future', async () => {
    expect((await lagOf([T + 4], T)).lag).toBe(-4)
  })

  it('is the least of three where all are late', async () => {
    const { lag, head } = await lagOf([T, T + 1, T + 2, T + 3], T + 9)
    expect([lag, head.number]).toEqual([7, 3])
  })

  it('is not what one late block says', async () => {
    expect((await lagOf([T, T + 9], T + 9)).lag).toBe(0)
  })

  it('is not waited for where the chain stands, and unknown where no block comes', async () => {
    expect(await lagOf([T], T + 100)).toMatchObject({ lag: undefined, asked: 0 })
    expect((await lagOf([], T)).lag).toBeUndefined()
  }, 20_000)
})
