import { Agent as HttpAgent, type IncomingMessage, request as plainly } from 'node:http'
import { Agent as HttpsAgent, request as securely } from 'node:https'
import { gunzipSync } from 'node:zlib'
import { type FetchGetUrlFunc, type FetchRequest, type GetUrlResponse, makeError } from 'ethers'
import { OwnConnections } from '../besu-rpc/own-connections.ts'

/**
 * Connections to one node at a time. Besu takes 80 of all its callers together (rpc-http-max-active-connections) and drops
 * every further one without a word; a member's agent and a few commands fit in.
 */
const MOST = 16

/** Bytes of an answer, several times the logs of a full block: more would take the memory of whoever asked. */
const LONGEST = 16 * 1024 * 1024

const options = { keepAlive: true, maxSockets: MOST, timeout: 5_000 }
const plain = new HttpAgent(options)
const secure = new HttpsAgent(options)
/** For what bears a token. */
const own = new OwnConnections(options)

/**
 * Fetches for ethers, over connections that all requests of this process share. What takes longer than its timeout is ended,
 * though it trickles, and so is an answer that is too long.
 * @throws Error as ethers has them: TIMEOUT, SERVER_ERROR; or as the socket has it. QuorateError LISTENER_FOREIGN
 */
export const sharedSockets: FetchGetUrlFunc = (request, signal) =>
  new Promise((resolve, reject) => {
    const { url, method, headers, body, timeout } = request
    const isSecure = url.toLowerCase().startsWith('https:')
    const agent = isSecure ? secure : headers['authorization'] === undefined ? plain : own
    const call = (isSecure ? securely : plainly)(url, { method, headers, agent })
    const end = (error: Error) => {
      reject(error)
      call.destroy()
    }
    let clock: NodeJS.Timeout | undefined
    // Not the wait for one of the few connections.
    call.once('socket', () => {
      clock = setTimeout(() => end(tooLate(request)), timeout)
    })
    call.once('close', () => clearTimeout(clock))
    call.on('error', reject)
    signal?.addListener(() => end(makeError('request cancelled', 'CANCELLED')))
    call.once('response', (response) => {
      answerOf(response, request).then(resolve, end)
    })
    call.end(body ?? undefined)
  })

async function answerOf(response: IncomingMessage, request: FetchRequest): Promise<GetUrlResponse> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    length += chunk.length
    if (length > LONGEST) throw tooLong(request)
    chunks.push(chunk)
  }
  const { statusCode = 0, statusMessage = '' } = response
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  )
  return { statusCode, statusMessage, headers, body: unpacked(Buffer.concat(chunks), headers, request) }
}

function unpacked(body: Buffer, headers: GetUrlResponse['headers'], request: FetchRequest): Buffer {
  if (headers['content-encoding'] !== 'gzip' || body.length === 0) return body
  try {
    return gunzipSync(body, { maxOutputLength: LONGEST })
  } catch {
    throw tooLong(request)
  }
}

function tooLate(request: FetchRequest): Error {
  return makeError('request timeout', 'TIMEOUT', { operation: 'request', reason: 'timeout', request })
}

function tooLong(request: FetchRequest): Error {
  return makeError('an answer that is broken, or too long to hold', 'SERVER_ERROR', { request })
}
