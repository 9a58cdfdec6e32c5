import { createServer as plain, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as secure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { keccak256, SigningKey } from 'ethers'

/** What the stand-in is to do; each of the ways in which a signing service may fail it. */
export interface Behaviour {
  /** Answers JSON where it is asked for text. */
  json?: boolean
  /** The upper half of s, as some modules give it. */
  highS?: boolean
  /** Signs with a key that was not asked for. */
  otherKey?: string
  /** Signs other bytes than it was sent. */
  otherData?: boolean
  /** Refuses with this HTTP status. */
  status?: number
  /** Wants this token. */
  token?: string
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/**
 * Stands in for a Web3Signer: the one call of its eth1 API that quorate makes, with keys that really sign. It is not the
 * product; what is shown with it holds for that call as the product's documentation has it.
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
      this.#keys.set(`0x${key.publicKey.slice(4)}`, key)
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
    const { status, token, json } = this.behaviour
    let body = ''
    for await (const chunk of request) body += chunk
    if (status !== undefined) return void response.writeHead(status).end()
    if (token !== undefined && headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end()
    const key = this.#keys.get(/^\/api\/v1\/eth1\/sign\/(0x[0-9a-f]{128})$/.exec(url)?.[1] ?? '')
    if (key === undefined) return void response.writeHead(404).end()
    const signature = this.#sign(key, (JSON.parse(body) as { data: string }).data)
    response
      .writeHead(200, { 'content-type': json ? 'application/json' : 'text/plain' })
      .end(json ? JSON.stringify({ signature }) : signature)
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
