import type { Environment } from '../environment.ts'
import type { Home } from './home.ts'
import { type Signers, unlock } from './unlock.ts'
import { whenHomeIsFree } from './when-free.ts'

/**
 * Does some work under the home's lock that may turn out to need keys. They are opened without the lock, since a person may be
 * asked for the passphrase, and the work begins again: up to there it changes nothing.
 */
export async function keysWhereNeeded<T>(
  env: Environment,
  home: Home,
  work: (open: () => Promise<Signers>) => Promise<T>,
): Promise<T> {
  const needed = new Error('keys are needed')
  const closed = () => Promise.reject(needed)
  try {
    return await whenHomeIsFree(env, home.dir, () => work(closed))
  } catch (error) {
    if (error !== needed) throw error
  }
  const signers = await unlock(home, env)
  return whenHomeIsFree(env, home.dir, () => work(async () => signers))
}
