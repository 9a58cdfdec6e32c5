import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from '@jest/globals'
import { httpHealthCommand } from '../../../../network/render/compose/http-health.ts'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function codeOf([program = '', ...args]: string[]): Promise<number> {
  const [code] = await once(spawn(program, args, { stdio: 'ignore' }), 'close')
  return code as number
}

describe('a health check over HTTP', () => {
  it('is good for 200 alone', async () => {
    const port = await serve((request, response) => {
      response.statusCode = request.url === '/health' ? 200 : 503
      response.end()
    })
    expect(await codeOf(httpHealthCommand(port, { path: '/health' }))).toBe(0)
    expect(await codeOf(httpHealthCommand(port, { path: '/other' }))).not.toBe(0)
  })

  it('sends its body whole', async () => {
    const body = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}'
    const port = await serve(async (request, response) => {
      let text = ''
      for await (const chunk of request) text += chunk
      response.statusCode = request.method === 'POST' && text === body ? 200 : 400
      response.end()
    })
    expect(await codeOf(httpHealthCommand(port, { path: '/', body }))).toBe(0)
  })

  it('is bad where nothing listens', async () => {
    const port = await serve(() => undefined)
    const server = servers.pop()
    server?.close()
    expect(await codeOf(httpHealthCommand(port, { path: '/' }))).not.toBe(0)
  })

  it('holds nothing that compose would take for a variable', () => {
    expect(httpHealthCommand(1, { path: '/', body: '{}' }).join()).not.toContain('$')
  })
})
