import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from '@jest/globals'
import { healthScript } from '../../../network/render/health-script.ts'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

async function nodeThatAnswers(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** As Besu writes a block; it has more fields. */
const head =
  (timestamp: number): RequestListener =>
  (_, response) => {
    const result = { number: '0x10', timestamp: `0x${timestamp.toString(16)}`, transactions: [] }
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }))
  }
const now = () => Math.floor(Date.now() / 1000)

function health(port: number, most: number): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile('bash', ['-c', healthScript, 'health.sh', '127.0.0.1', String(port), String(most)], (error, text) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, text })
    })
  })
}

describe('the health of a node', () => {
  it('is good with a young head, and bad with an old one', async () => {
    expect(await health(await nodeThatAnswers(head(now() - 5)), 12)).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^head is [567] seconds old, at most 12\n$/),
    })
    expect(await health(await nodeThatAnswers(head(now() - 60)), 12)).toMatchObject({ code: 1 })
    expect(await health(await nodeThatAnswers(head(0)), 12)).toMatchObject({ code: 1 })
  })

  it('is asked for as JSON-RPC of the one host that a node always allows', async () => {
    const asked: unknown[] = []
    const port = await nodeThatAnswers((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        asked.push([request.method, request.headers.host, request.headers['content-type'], JSON.parse(body)])
        head(now())(request, response)
      })
    })
    expect((await health(port, 12)).code).toBe(0)
    const call = { jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: ['latest', false] }
    expect(asked).toEqual([['POST', 'localhost', 'application/json', call]])
  })

  it('is bad where nothing listens, and where no head is told', async () => {
    const [server] = [createServer().listen(0, '127.0.0.1')]
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    expect((await health(port, 12)).code).toBe(1)
    const unauthorised = await nodeThatAnswers((_, response) => {
      response.statusCode = 401
      response.end('{"jsonrpc":"2.0","id":1,"error":{"code":-40100,"message":"Unauthorized"}}')
    })
    expect(await health(unauthorised, 12)).toMatchObject({ code: 1, text: expect.stringMatching(/^no head: HTTP/) })
  })

  it('is bad where the node takes the question and never answers', async () => {
    const silent = await nodeThatAnswers(() => undefined)
    expect((await health(silent, 12)).code).toBe(1)
    servers.at(-1)?.closeAllConnections()
  }, 10_000)
})
