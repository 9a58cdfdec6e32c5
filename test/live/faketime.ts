import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const LIBRARIES = '/usr/lib'

/** libfaketime (Debian: libfaketime), which shows a process another time than the machine's; undefined where there is none. */
export const faketime: string | undefined = readdirSync(LIBRARIES)
  .map((name) => join(LIBRARIES, name, 'faketime', 'libfaketime.so.1'))
  .find((file) => existsSync(file))

/** What makes a process of this environment believe that it is so many seconds later. */
export function clockOff(seconds: number): Record<string, string> {
  const sign = seconds < 0 ? '' : '+'
  // Besu's script would preload jemalloc in its place.
  const preloaded = { LD_PRELOAD: faketime ?? '', BESU_USING_JEMALLOC: 'FALSE' }
  // Waiting goes on by the true clock: only what time it is differs. Without the last, the library takes Java's waits for
  // waits by the clock of the day, and each ends at once: a Besu would spin, and take minutes to start.
  const waiting = { FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_FORCE_MONOTONIC_FIX: '0' }
  return { ...preloaded, FAKETIME: `${sign}${seconds}s`, ...waiting }
}
