import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

interface Question {
  readonly id: unknown
  readonly method: string
  readonly params?: readonly unknown[]
}
interface Sample {
  readonly request?: Question
  readonly response?: { readonly result?: unknown; readonly error?: unknown }
}

const file = new URL('../../vectors/besu/rpc-samples.json', import.meta.url)
const { samples } = JSON.parse(readFileSync(file, 'utf8')) as { samples: readonly Sample[] }
const GUARDED = /^(admin|perm|txpool|debug)_/

export interface RecordedNode {
  readonly rpc: string
  /** Host names it was called by. */
  readonly hosts: readonly string[]
  close(): Promise<void>
}

/**
 * Answers what a real Besu 26.8 answered, by method and first parameter. What takes a token is refused without one as
 * Besu refuses it, and one name is not on its list of hosts. No chain: nothing in it moves.
 */
export async function recordedNode({ guarded = true, refusedHost = '' } = {}): Promise<RecordedNode> {
  const hosts: string[] = []
  const server: Server = createServer((request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '')
    hosts.push(host)
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      const asked = JSON.parse(body) as Question | Question[]
      const list = Array.isArray(asked) ? asked : [asked]
      const open = !guarded || request.headers.authorization !== undefined
      if (host === refusedHost) {
        response.statusCode = 403
        return void response.end('{"message":"Host not authorized."}')
      }
      if (!open && list.some(({ method }) => GUARDED.test(method))) response.statusCode = 401
      const answers = list.map((one) => answerTo(one, open))
      response.end(JSON.stringify(Array.isArray(asked) ? answers : answers[0]))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    rpc: `http://127.0.0.1:${port}`,
    hosts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answerTo({ id, method, params = [] }: Question, open: boolean) {
  if (!open && GUARDED.test(method)) return { jsonrpc: '2.0', id, error: { code: -40100, message: 'Unauthorized' } }
  const sample = samples.find(
    ({ request }) =>
      request?.method === method &&
      (params.length === 0 || method === 'qbft_getSignerMetrics' || request.params?.[0] === params[0]),
  )
  return { jsonrpc: '2.0', id, ...(sample?.response === undefined ? UNKNOWN : { ...sample.response, id }) }
}

const UNKNOWN = { error: { code: -32601, message: 'Method not found' } }
