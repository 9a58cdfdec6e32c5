import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from '@jest/globals'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { slugBytes32 } from '../../../network/slug.ts'
import { toldAmendments } from '../../../provisioner/chain/told-by-own-nodes.ts'
import { exampleLock } from '../../behaviours/example-manifests.ts'

const lock = await exampleLock()
const servers: Server[] = []
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

/** As the contract has it: kind, time, period, decided, cancelled, fork. */
const period = (seconds: number, at: number, cancelledAt = 0) => ({
  ...{
    kind: 1,
    beginsAt: at,
    blockPeriodSeconds: seconds,
    decidedAt: at - 9_000,
    cancelledAt,
    fork: `0x${'00'.repeat(32)}`,
  },
})
const fork = { ...period(0, 1_900_009_000), kind: 0, fork: slugBytes32('osaka') }

/** A stand-in for a node of one's own that has heard of these. */
async function node(list: readonly object[], genesisHash: string = lock.founding.genesisHash): Promise<string> {
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const { id, method } = JSON.parse(text)
      const result = () => {
        if (method === 'eth_chainId') return `0x${lock.founding.chainId.toString(16)}`
        if (method === 'eth_getBlockByNumber') return block(genesisHash)
        return interfaceOf('Amendments').encodeFunctionResult('amendments', [list])
      }
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: result() }))
    })
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const block = (hash: string) => ({
  ...{ number: '0x0', hash, parentHash: `0x${'00'.repeat(32)}`, timestamp: '0x1', nonce: '0x0000000000000000' },
  ...{
    difficulty: '0x1',
    gasLimit: '0x1',
    gasUsed: '0x0',
    miner: `0x${'00'.repeat(20)}`,
    extraData: '0x',
    transactions: [],
  },
})

describe('what was decided since the founding, by the word of one’s own nodes', () => {
  it('is the longest list, since one of them may lag', async () => {
    const [lags, leads] = [await node([period(4, 1_900_000_000)]), await node([period(4, 1_900_000_000), fork])]
    expect((await toldAmendments([lags, leads, lags], lock))?.value).toMatchObject([
      { kind: 'block-period', seconds: 4, beginsAt: 1_900_000_000, cancelledAt: null },
      { kind: 'fork', fork: 'osaka' },
    ])
    const takenBack = await node([period(4, 1_900_000_000, 1_899_000_000)])
    expect((await toldAmendments([lags, takenBack], lock))?.value).toMatchObject([{ cancelledAt: 1_899_000_000 }])
  })

  it('is not taken from a node of another network, from one that is silent or that knows no contract', async () => {
    const foreign = await node([fork], `0x${'99'.repeat(32)}`)
    const none = await node([])
    expect(await toldAmendments([foreign, 'http://127.0.0.1:1'], lock)).toBeUndefined()
    expect(await toldAmendments([foreign, none], lock)).toEqual({ value: [], time: 1 })
    expect(await toldAmendments([], lock)).toBeUndefined()
  })
})
