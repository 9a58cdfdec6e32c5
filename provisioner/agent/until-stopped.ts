import { setTimeout } from 'node:timers/promises'

/** Seconds that what is under way may take to end once an agent is stopped. */
const GRACE = 5

/**
 * Waits for work that ends by itself soon after the signal, and no longer than a few seconds from then: what is signed is
 * journalled, and the next agent finishes it, which waits for this one's lease.
 */
export async function untilStopped(work: Promise<unknown>, signal: AbortSignal, grace = GRACE): Promise<void> {
  const ended = new AbortController()
  const late = aborted(signal, ended.signal).then(() => setTimeout(grace * 1000, undefined, { signal: ended.signal }))
  try {
    await Promise.race([work, late])
  } finally {
    work.catch(() => undefined)
    late.catch(() => undefined)
    ended.abort()
  }
}

async function aborted(signal: AbortSignal, ended: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true, signal: ended }))
}
