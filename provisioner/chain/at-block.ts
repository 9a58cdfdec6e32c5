import type { JsonRpcProvider } from 'ethers'

/** The same node, whose contracts answer as they did at one block. Nothing but calls may be asked of it. */
export function atBlock(provider: JsonRpcProvider, blockTag: number): JsonRpcProvider {
  const call: JsonRpcProvider['call'] = (transaction) => provider.call({ ...transaction, blockTag })
  return Object.create(provider, { call: { value: call } })
}
