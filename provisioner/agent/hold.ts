import type { AtWork } from '../chain/as-member.ts'

/** The member's home, its lock held, lent to what needs its journal or writes its logs. */
export interface Hold {
  /** @throws QuorateError HOME_BUSY where a command works in the home. */
  with<T>(work: (at: AtWork) => Promise<T>): Promise<T>
}

/** Opens a home and closes it when `until` settles; resolves when it is closed. */
export type Opening = (opened: (at: AtWork) => Promise<void>) => Promise<void>

/**
 * One holding that all parts of an agent share while any of them is at work, and let go of between: commands need the
 * home too, and a journal has one writer. A part that comes while another holds joins it.
 */
export function sharedHold(open: Opening): Hold {
  let users = 0
  let current: Holding | undefined
  let last: Promise<unknown> = Promise.resolve()
  return {
    async with(work) {
      current ??= start(open, last)
      const mine = current
      users += 1
      try {
        return await work(await mine.at)
      } finally {
        users -= 1
        if (users === 0) {
          current = undefined
          last = mine.closed
          mine.release()
          await mine.closed
        }
      }
    },
  }
}

interface Holding {
  readonly at: Promise<AtWork>
  readonly closed: Promise<void>
  release(): void
}

function start(open: Opening, before: Promise<unknown>): Holding {
  const released = deferred<void>()
  const at = deferred<AtWork>()
  // What cannot be opened is told to whoever asked for it; a failure to close is nobody's.
  at.promise.catch(() => undefined)
  const closed = before
    .then(() =>
      open(async (opened) => {
        at.resolve(opened)
        await released.promise
      }),
    )
    .catch((error: unknown) => at.reject(error))
  return { at: at.promise, closed, release: () => released.resolve() }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined
  let reject: (reason: unknown) => void = () => undefined
  const promise = new Promise<T>((one, other) => {
    resolve = one
    reject = other
  })
  return { promise, resolve, reject }
}
