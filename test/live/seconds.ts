import { setTimeout } from 'node:timers/promises'

const MINUTE = 60_000

/** Looks until something is so, tells how long it took, and gives that in seconds. @throws where it never is. */
export async function secondsUntil(what: string, so: () => Promise<boolean>, minutes = 4): Promise<number> {
  const begun = performance.now()
  while (!(await so().catch(() => false))) {
    if (performance.now() - begun > minutes * MINUTE) throw new Error(`not within ${minutes} min: ${what}`)
    await setTimeout(250)
  }
  const seconds = (performance.now() - begun) / 1000
  process.stdout.write(`  ${what}: ${seconds.toFixed(1)} s\n`)
  return seconds
}
