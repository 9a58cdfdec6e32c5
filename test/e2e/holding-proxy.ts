import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from '@jest/globals'

const servers: Server[] = []

afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** Stands between a command and a chain: hands everything on, but calls of the method it holds, which get no answer. */
export interface HoldingProxy {
  readonly rpc: string
  /** Method that is held; undefined hands all on. */
  holds: string | undefined
  /** Whether a call was held. */
  held: boolean
}

export async function holdingProxy(upstream: string, holds?: string): Promise<HoldingProxy> {
  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    if (JSON.parse(body).method === proxy.holds) {
      proxy.held = true
      return
    }
    const answer = await fetch(upstream, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    response.setHeader('content-type', 'application/json')
    response.end(await answer.text())
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const rpc = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const proxy: HoldingProxy = { rpc, holds, held: false }
  return proxy
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}
