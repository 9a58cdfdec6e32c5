import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { afterAll } from '@jest/globals'

interface Sample {
  readonly method: string
  readonly request: { readonly params: readonly unknown[] }
  readonly response: { readonly result?: unknown; readonly error?: { readonly message: string } }
}

const file = new URL('../../vectors/besu/rpc-samples.json', import.meta.url)
export const samples = (JSON.parse(readFileSync(file, 'utf8')) as { samples: Sample[] }).samples.filter(
  ({ method }) => method,
)

const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing.splice(0)) close()
})

/** Answers as a real Besu did when it was recorded; what was not asked then is given in `other`, by what it is asked or not. */
export async function recordedNode(other: Readonly<Record<string, unknown>> = {}) {
  const asked: { method: string; params: unknown[]; authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const calls = JSON.parse(text) as { id: number; method: string; params: unknown[] }[]
      const { authorization } = request.headers
      response.end(JSON.stringify(calls.map(({ id, ...call }) => ({ jsonrpc: '2.0', id, ...answer(call) }))))
      asked.push(...calls.map(({ method, params }) => ({ method, params, authorization })))
    })
  })
  const answer = ({ method, params }: { method: string; params: unknown[] }) => {
    const given = other[method]
    if (given !== undefined) return typeof given === 'function' ? given(params) : given
    const same = (sample: Sample) =>
      sample.method === method && JSON.stringify(sample.request.params) === JSON.stringify(params)
    const { result, error } = (samples.find(same) ?? samples.find((sample) => sample.method === method))?.response ?? {}
    if (error !== undefined) return { error }
    return result === undefined ? { error: { code: -32601, message: 'Method not found' } } : { result }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { rpc: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}
