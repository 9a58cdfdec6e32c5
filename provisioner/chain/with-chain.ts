import type { JsonRpcProvider } from 'ethers'
import type { Environment } from '../environment.ts'
import { connectOwn } from './connect-own.ts'
import { locate } from './location.ts'

/** Lends the home's network for reading: no key, no lock. */
export async function withChain<T>(env: Environment, look: (provider: JsonRpcProvider) => Promise<T>): Promise<T> {
  const location = await locate(env.home)
  const provider = await connectOwn(location, env.home, env)
  try {
    return await look(provider)
  } finally {
    provider.destroy()
  }
}
