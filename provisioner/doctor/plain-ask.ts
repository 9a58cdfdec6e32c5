import { request } from 'node:http'

/** Asks one thing by the URL's own host name, as a program that is no part of this kit would; null where nobody answers. */
export function statusFor(rpc: string, host: string, patience = 3_000): Promise<number | null> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })
  return new Promise((resolve) => {
    const sent = request(rpc, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), host },
      signal: AbortSignal.timeout(patience),
    })
    sent.once('error', () => resolve(null))
    sent.once('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? null)
    })
    sent.end(body)
  })
}
