import { Agent as HttpAgent, request as http, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as https } from 'node:https'
import { QuorateError } from '../../network/quorate-error.ts'
import { OwnConnections } from './own-connections.ts'

/** How long a node of one's own may take, in milliseconds. */
const PATIENCE = 5_000
/** Bytes. Peers write parts of an answer; none of them makes it this long. */
const LONGEST = 16 * 2 ** 20

const own = new OwnConnections({ keepAlive: true })
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) }

export interface Call {
  readonly method: string
  readonly params?: readonly unknown[]
}

/**
 * Asks a node several things in one request, in this order.
 * @param token sent as it is; never part of an error.
 * @throws QuorateError NODE_SILENT, NODE_REFUSED: the first that failed. LISTENER_FOREIGN
 */
export async function askAll(rpc: string, calls: readonly Call[], token?: string): Promise<unknown[]> {
  const body = JSON.stringify(calls.map(({ method, params = [] }, id) => ({ jsonrpc: '2.0', id, method, params })))
  const { status, text } = await post(rpc, body, token).catch((cause: Error) => {
    if (cause instanceof QuorateError) throw cause
    throw silent(rpc, cause.message, cause)
  })
  const answers = parsed(text)
  if (!Array.isArray(answers)) {
    const error = (answers as { error?: { message?: string } } | undefined)?.error?.message
    throw refused(calls[0]?.method ?? '', { rpc, status, reason: error ?? text.slice(0, 200) })
  }
  return calls.map(({ method }, id) => {
    const answer = answers.find((one) => (one as { id?: unknown } | null)?.id === id) as Answer | undefined
    if (answer === undefined || answer.error !== undefined || answer.result === undefined) {
      throw refused(method, { rpc, status, reason: answer?.error?.message ?? 'no answer' })
    }
    return answer.result
  })
}

/** One call. @throws QuorateError NODE_SILENT, NODE_REFUSED */
export async function ask(rpc: string, call: Call, token?: string): Promise<unknown> {
  return (await askAll(rpc, [call], token))[0]
}

/** Whether somebody answers there, whoever it is. */
export function answersAt(rpc: string): Promise<boolean> {
  return ask(rpc, { method: 'eth_chainId' }).then(
    () => true,
    () => false,
  )
}

interface Answer {
  readonly result?: unknown
  readonly error?: { readonly message?: string }
}

function post(rpc: string, body: string, token: string | undefined): Promise<{ status: number; text: string }> {
  const url = new URL(rpc)
  const secure = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const sent = (secure ? https : http)(url, {
      method: 'POST',
      agent: secure ? agents['https:'] : token === undefined ? agents['http:'] : own,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        // What Besu's host list lets in wherever the node stands; that list is no access control, the token is.
        host: 'localhost',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      signal: AbortSignal.timeout(PATIENCE),
    })
    sent.once('error', reject)
    sent.once('response', (response) => {
      textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject)
    })
    sent.end(body)
  })
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of response) {
    size += (part as Buffer).length
    if (size > LONGEST) throw new Error(`an answer of more than ${LONGEST} bytes`)
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function silent(rpc: string, reason: string, cause: unknown): QuorateError {
  return new QuorateError('NODE_SILENT', `The node at ${rpc} does not answer.`, {
    facts: { rpc, reason },
    remedy: 'See whether it runs (quorate status), and its log.',
    cause,
  })
}

function refused(method: string, facts: { rpc: string; status: number; reason: string }): QuorateError {
  const known = facts.status === 401 || facts.status === 403 || /unauthori[sz]ed|not enabled/i.test(facts.reason)
  return new QuorateError('NODE_REFUSED', `The node at ${facts.rpc} refuses ${method}: ${facts.reason}.`, {
    facts: { ...facts, method },
    remedy: known
      ? 'It knows another key for tokens, or lacks the interface: run `quorate apply`, which writes both; where that changes nothing, `quorate down` first.'
      : 'See its log.',
  })
}
