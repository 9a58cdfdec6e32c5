import { FetchRequest, type JsonRpcProvider } from 'ethers'
import { NodeProvider } from '../chain/node-provider.ts'

/** How long one call may take, in milliseconds. */
const PATIENCE = 10_000

/** An own node's JSON-RPC for reads, and for the transactions that it takes from its agent only. */
export function authorisedProvider(rpc: string, chainId: number, token: () => string): JsonRpcProvider {
  const request = new FetchRequest(rpc)
  request.timeout = PATIENCE
  // Each request takes a token of its own: they live for less than a minute.
  request.preflightFunc = async (sent) => {
    sent.setHeader('authorization', `Bearer ${token()}`)
    sent.setHeader('host', 'localhost')
    return sent
  }
  return new NodeProvider(request, chainId)
}
