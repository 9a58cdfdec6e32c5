import { setTimeout } from 'node:timers/promises'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { type HomeLock, withHomeLock } from './home-lock.ts'

/** How long a command waits for the member's agent to be between two passes, in seconds. */
const PATIENCE = 20
/** Milliseconds. */
const POLL = 100

/**
 * Does some work under the home's lock as soon as it is free: an agent takes it again and again, and lets go of it between.
 * @throws QuorateError HOME_BUSY after twenty seconds, and what the work throws.
 */
export async function whenHomeIsFree<T>(
  { elapsed, signal, progress }: Environment,
  dir: string,
  work: (lock: HomeLock) => Promise<T>,
): Promise<T> {
  const deadline = elapsed() + PATIENCE
  for (let told = false; ; ) {
    let held = false
    try {
      return await withHomeLock(dir, (lock) => {
        held = true
        return work(lock)
      })
    } catch (error) {
      const busy = error instanceof QuorateError && error.code === 'HOME_BUSY' && !held
      if (!busy || elapsed() > deadline) throw error
      if (!told) progress('another process works in this home; waiting for it')
      told = true
      await setTimeout(POLL, undefined, { signal })
    }
  }
}
