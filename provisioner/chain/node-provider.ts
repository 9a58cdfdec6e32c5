import { setTimeout } from 'node:timers/promises'
import {
  type FetchRequest,
  type JsonRpcError,
  type JsonRpcPayload,
  JsonRpcProvider,
  type JsonRpcResult,
  makeError,
  Network,
} from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import { sharedSockets } from './sockets.ts'

/** Asked again so often, in milliseconds after each: half a second in all. */
const PAUSES = [50, 150, 300]

/**
 * JSON-RPC of one node. What fails through no fault of the question is asked again: while Besu makes a block, it cannot
 * tell the state after the one before for an instant (seen on 26.8.0: "Missing block header", told as -32603), and with
 * too many callers it drops a connection.
 * @throws QuorateError NODE_ERRED where it stays so
 */
export class NodeProvider extends JsonRpcProvider {
  readonly #rpc: string

  constructor(request: FetchRequest, chainId: number) {
    const network = Network.from(chainId)
    request.getUrlFunc = sharedSockets
    super(request, network, { staticNetwork: network, batchMaxCount: 1, cacheTimeout: -1, pollingInterval: 250 })
    this.#rpc = request.url
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    for (const pause of [payload].flat().every(changesNothing) ? PAUSES : []) {
      const answers: (JsonRpcResult | JsonRpcError)[] | undefined = await this.#ask(payload).catch(ifDropped)
      if (answers?.every((answer) => !('error' in answer) || !isOwnFault(answer.error)))
        return answers as JsonRpcResult[]
      await setTimeout(pause)
    }
    return this.#ask(payload)
  }

  /** As ethers asks; but that decodes an answer byte by byte in many times its memory, and logs are long. */
  async #ask(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    const request = this._getConnection()
    request.body = JSON.stringify(payload)
    request.setHeader('content-type', 'application/json')
    const response = await request.send()
    response.assertOk()
    return [parsed(response.body)].flat()
  }

  override getRpcError(payload: JsonRpcPayload, answer: JsonRpcError): Error {
    if (!changesNothing(payload) || !isOwnFault(answer.error)) return super.getRpcError(payload, answer)
    return new QuorateError('NODE_ERRED', `The node at ${this.#rpc} could not answer ${payload.method}.`, {
      facts: { rpc: this.#rpc, method: payload.method, said: answer.error.message ?? '' },
      remedy: 'Run the command again. Where it stays so, see the log of the node, and quorate doctor.',
    })
  }
}

function parsed(body: Uint8Array | null) {
  const text = new TextDecoder().decode(body ?? undefined)
  try {
    return JSON.parse(text)
  } catch {
    throw makeError('the answer is no JSON', 'BAD_DATA', { value: text.slice(0, 200) })
  }
}

function changesNothing({ method }: JsonRpcPayload): boolean {
  return method !== 'eth_sendRawTransaction'
}

function ifDropped(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ECONNRESET') throw error
}

/** Whether an answer says nothing against what was asked. Some clients give a revert the same code, with its bytes or in words. */
export function isOwnFault({ code, message = '', data }: JsonRpcError['error']): boolean {
  if ((data !== undefined && data !== null) || /revert/i.test(message)) return false
  return code === -32603 || /^world state unavailable/i.test(message)
}
