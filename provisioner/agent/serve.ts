import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { QuorateError } from '../../network/quorate-error.ts'

export interface Served {
  metrics(): Promise<string>
  /** Whether the agent itself is well; the chain may stand still all the same, and a new agent would not move it. */
  health(): { readonly good: boolean; readonly [fact: string]: unknown }
}

export interface Serving {
  readonly port: number
  close(): Promise<void>
}

/** Metrics and health, to read only. @throws QuorateError PORT_IN_USE */
export async function serve(
  { metrics, health }: Served,
  at: { readonly host: string; readonly port: number },
): Promise<Serving> {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, text: string) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
      response.end(request.method === 'HEAD' ? undefined : text)
    }
    request.resume()
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'text/plain', 'read only\n')
    const path = request.url?.split('?')[0]
    if (path === '/health') {
      const { good, ...facts } = health()
      return answer(good ? 200 : 503, 'application/json', `${JSON.stringify({ good, ...facts })}\n`)
    }
    if (path !== '/metrics') return answer(404, 'text/plain', 'see /metrics and /health\n')
    metrics().then(
      (text) => answer(200, 'text/plain; version=0.0.4; charset=utf-8', text),
      () => answer(500, 'text/plain', 'no metrics\n'),
    )
  })
  await listen(server, at)
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  await listening.catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE') throw cause
    throw new QuorateError('PORT_IN_USE', `Something listens on ${host}:${port} already.`, {
      facts: { host, port },
      remedy: 'Stop it, or give the agent another port with --port.',
      cause,
    })
  })
}
