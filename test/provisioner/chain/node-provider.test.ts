import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from '@jest/globals'
import { FetchRequest } from 'ethers'
import { NodeProvider } from '../../../provisioner/chain/node-provider.ts'

const internal = { code: -32603, message: 'Internal error' }
const to = `0x${'11'.repeat(20)}`

let server: Server | undefined
let asked: string[] = []
let open = 0
let mostOpen = 0
let provider: NodeProvider | undefined

afterEach(() => {
  provider?.destroy()
  server?.close()
  server?.closeAllConnections()
  asked = []
  mostOpen = 0
})

/** A node that gives these answers in turn, the last one for ever; `drop` closes the connection instead. */
async function node(...answers: readonly (object | 'drop')[]): Promise<NodeProvider> {
  server = createServer(async (request, response) => {
    const { id, method } = JSON.parse(await text(request)) as { id: number; method: string }
    const answer = answers[Math.min(asked.length, answers.length - 1)]
    asked.push(method)
    if (answer === 'drop') return void request.socket.destroy()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
  })
  server.on('connection', (socket) => {
    open += 1
    mostOpen = Math.max(mostOpen, open)
    socket.once('close', () => (open -= 1))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  provider = new NodeProvider(new FetchRequest(`http://127.0.0.1:${port}`), 31_337)
  return provider
}

describe('a node that fails for an instant', () => {
  it('is asked again, and answers', async () => {
    const asking = await node(
      { error: internal },
      { error: { code: -32000, message: 'World state unavailable' } },
      { result: '0x2a' },
    )
    expect(await asking.call({ to, data: '0x' })).toBe('0x2a')
    expect(asked).toHaveLength(3)
  })

  it('is named with what it said where it stays so', async () => {
    const asking = await node({ error: internal })
    await expect(asking.call({ to, data: '0x' })).rejects.toMatchObject({
      code: 'NODE_ERRED',
      facts: { method: 'eth_call', said: 'Internal error' },
    })
    expect(asked).toHaveLength(4)
  })

  it('is asked again where it drops the connection', async () => {
    const asking = await node('drop', { result: '0x2a' })
    expect(await asking.call({ to, data: '0x' })).toBe('0x2a')
    expect(asked).toHaveLength(2)
  })

  it('is given no transaction again where it drops the connection: it may have it', async () => {
    const asking = await node('drop')
    await expect(asking.send('eth_sendRawTransaction', ['0x01'])).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(asked).toEqual(['eth_sendRawTransaction'])
  })

  it('is given no transaction twice, and what it says of one is passed on', async () => {
    const asking = await node({ error: { code: -32603, message: 'already known' } })
    await expect(asking.send('eth_sendRawTransaction', ['0x01'])).rejects.toThrow('already known')
    expect(asked).toEqual(['eth_sendRawTransaction'])
  })

  it.each([
    ['with a code of its own', { code: 3, data: '0x08c379a0' }],
    ['with the code of an internal error', { code: -32603, data: '0x08c379a0' }],
    ['in words alone', { code: -32603, data: undefined }],
  ])('is believed when a contract refused, %s', async (_, error) => {
    const asking = await node({ error: { message: 'execution reverted', ...error } })
    const data = error.data ?? null
    await expect(asking.call({ to, data: '0x' })).rejects.toMatchObject({ code: 'CALL_EXCEPTION', data })
    expect(asked).toHaveLength(1)
  })
})

it('asks a hundred things at once over no more connections than a node has for one of its callers', async () => {
  const asking = await node({ result: '0x2a' })
  const answers = Array.from({ length: 100 }, () => asking.call({ to, data: '0x' }))
  expect(await Promise.all(answers)).toEqual(Array(100).fill('0x2a'))
  expect(asked).toHaveLength(100)
  expect(mostOpen).toBeLessThanOrEqual(16)
})
