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

/** Stands between a command and a chain and hands everything on, but for what it is told. */
export interface HoldingProxy {
  readonly rpc: string
  /** Calls of this method get no answer. */
  holds: string | undefined
  /** Whatever the chain says, no block after this one is final. */
  finalBlock: number | undefined
  /** Whether a call was held. */
  held: boolean
}

export async function holdingProxy(upstream: string, holds?: string): Promise<HoldingProxy> {
  const server = createServer(async (request, response) => {
    const call = JSON.parse(await textOf(request))
    if (call.method === proxy.holds) {
      proxy.held = true
      return
    }
    if (proxy.finalBlock !== undefined && call.params?.[0] === 'finalized')
      call.params[0] = `0x${proxy.finalBlock.toString(16)}`
    const body = JSON.stringify(call)
    const answer = await fetch(upstream, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    response.setHeader('content-type', 'application/json')
    response.end(await answer.text())
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const rpc = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const proxy: HoldingProxy = { rpc, holds, held: false, finalBlock: undefined }
  return proxy
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}
