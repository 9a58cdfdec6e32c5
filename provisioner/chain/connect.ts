import { FetchRequest, type JsonRpcProvider } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import { NodeProvider } from './node-provider.ts'

/** How long one JSON-RPC call may take where nothing else is said, in milliseconds. */
const CALL_TIMEOUT = 10_000

/** How a node is asked. */
export interface Asking {
  /** Milliseconds that one call may take. */
  readonly timeout?: number | undefined
  /** A token for what a node answers to its own member alone; made anew for every call. */
  readonly token?: (() => string) | undefined
}

/**
 * A chain's JSON-RPC, once it has answered and said that it is the chain expected.
 * @throws QuorateError RPC_UNREACHABLE, CHAIN_OTHER
 */
export async function connect(rpc: string, chainId: number, asking: Asking = {}): Promise<JsonRpcProvider> {
  const found = await chainIdOf(rpc, asking)
  if (found !== chainId) {
    throw new QuorateError('CHAIN_OTHER', `The node at ${rpc} is on chain ${found}, not ${chainId}.`, {
      facts: { rpc, found, expected: chainId },
      remedy: 'Give the RPC address of a node of this network.',
    })
  }
  return providerOf(rpc, chainId, asking)
}

/** A chain's JSON-RPC, whatever chain it says it is. @throws QuorateError RPC_UNREACHABLE */
export async function connectAny(rpc: string, asking: Asking = {}): Promise<JsonRpcProvider> {
  return providerOf(rpc, await chainIdOf(rpc, asking), asking)
}

function providerOf(rpc: string, chainId: number, { timeout = CALL_TIMEOUT, token }: Asking): JsonRpcProvider {
  const request = new FetchRequest(rpc)
  request.timeout = timeout
  if (token !== undefined) {
    request.preflightFunc = async (call) => {
      call.setHeader('authorization', `Bearer ${token()}`)
      return call
    }
  }
  return new NodeProvider(request, chainId)
}

async function chainIdOf(rpc: string, { timeout = CALL_TIMEOUT }: Asking): Promise<number> {
  try {
    const response = await fetch(rpc, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
      signal: AbortSignal.timeout(timeout),
    })
    const { result } = (await response.json()) as { result?: string }
    return Number(result)
  } catch (cause) {
    throw new QuorateError('RPC_UNREACHABLE', `No node answers at ${rpc}.`, {
      facts: { rpc },
      remedy: 'Start the network (quorate rehearse or quorate apply), or give the address of a node that runs.',
      cause,
    })
  }
}
