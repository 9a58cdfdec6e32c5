import { setTimeout } from 'node:timers/promises'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { type HomeLock, withHomeLock } from './home-lock.ts'

/** Seconds: longer than an agent waits for a block that takes its transaction. */
const PATIENCE = 90
/** Milliseconds. */
const POLL = 100

/**
 * Does some work under the home's lock as soon as it is free: an agent takes it again and again, and lets go of it between.
 * @throws QuorateError HOME_BUSY after ninety seconds, and what the work throws.
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
