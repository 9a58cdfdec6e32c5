import type { JsonRpcProvider } from 'ethers'
import type { Environment } from '../environment.ts'
import { connect } from './connect.ts'
import { locate } from './location.ts'
import { wayToNode } from './way-to-node.ts'

/** Lends the home's network for reading: no key, no lock. */
export async function withChain<T>(env: Environment, look: (provider: JsonRpcProvider) => Promise<T>): Promise<T> {
  const location = await locate(env.home)
  const provider = await connect(await wayToNode(location, env.home, env), location.lock.founding.chainId)
  try {
    return await look(provider)
  } finally {
    provider.destroy()
  }
}
