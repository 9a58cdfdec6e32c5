import { createServer as plain, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as secure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { keccak256, SigningKey } from 'ethers'

/** What the stand-in is to do; each of the ways in which a signing service may fail it. */
export interface Behaviour {
  /** The upper half of s, which contracts refuse. */
  highS?: boolean
  /** Signs with a key that was not asked for. */
  otherKey?: string
  /** Signs other bytes than it was sent. */
  otherData?: boolean
  /** Refuses with this HTTP status. */
  status?: number
  /** Wants this token, as what stands before the service may: the service itself knows none. */
  token?: string
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/**
 * Stands in for a Web3Signer: the one call of its eth1 API that quorate makes, with keys that really sign. Answers as its
 * Eth1SignForIdentifierHandler and HostAllowListHandler do; test/live/web3signer plays the same on a real one.
 */
export class Web3SignerStandIn {
  readonly #keys = new Map<string, SigningKey>()
  #server: ReturnType<typeof plain> | undefined
  behaviour: Behaviour = {}
  /** Paths that were asked for. */
  readonly asked: string[] = []

  constructor(secrets: readonly string[]) {
    for (const secret of secrets) {
      const key = new SigningKey(secret)
      this.#keys.set(key.publicKey.slice(4), key)
    }
  }

  async start(tls?: { readonly key: string; readonly cert: string; readonly ca?: string }): Promise<string> {
    const listener: RequestListener = (request, response) => void this.#answer(request, response)
    const mutual = tls?.ca === undefined ? {} : { requestCert: true, rejectUnauthorized: true }
    const server = tls === undefined ? plain(listener) : secure({ ...tls, ...mutual }, listener)
    this.#server = server
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    return `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    server?.closeAllConnections()
    await new Promise<void>((closed) => (server === undefined ? closed() : server.close(() => closed())))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', headers } = request
    this.asked.push(url)
    const { status, token } = this.behaviour
    let body = ''
    for await (const chunk of request) body += chunk
    if (status !== undefined) return void response.writeHead(status).end()
    if (token !== undefined && headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end()
    if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/i.test(headers.host ?? ''))
      return void response
        .writeHead(403, { 'content-type': 'application/json; charset=utf-8' })
        .end('{"message":"Host not authorized."}')
    const data = dataIn(body)
    if (data === undefined) return void response.writeHead(400).end('Bad Request')
    const key = this.#keys.get(/^\/api\/v1\/eth1\/sign\/(?:0x)?([0-9a-f]+)$/i.exec(url)?.[1]?.toLowerCase() ?? '')
    if (key === undefined) return void response.writeHead(404).end('Not Found')
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(this.#sign(key, data))
  }

  #sign(key: SigningKey, data: string): string {
    const { otherKey, otherData, highS } = this.behaviour
    const signing = otherKey === undefined ? key : new SigningKey(otherKey)
    const { r, s, v } = signing.sign(keccak256(otherData ? `${data}00` : data))
    if (!highS) return `${r}${s.slice(2)}${v.toString(16)}`
    const high = (ORDER - BigInt(s)).toString(16).padStart(64, '0')
    return `${r}${high}${v === 27 ? '1c' : '1b'}`
  }
}

/** The hex digits of `data`, with 0x. */
function dataIn(body: string): string | undefined {
  try {
    const { data } = JSON.parse(body) as { data?: unknown }
    const [, digits] = /^(?=.)(?:0x)?((?:[0-9a-f]{2})*)$/i.exec(String(data ?? '')) ?? []
    return digits === undefined ? undefined : `0x${digits}`
  } catch {
    return undefined
  }
}
