import type { AtWork } from '../chain/as-member.ts'
import type { Journal } from '../journal/journal.ts'

/** The member's home, its lock held, lent to what needs its journal or writes its logs. */
export interface Hold {
  /** What was sent before has its block by then. @throws QuorateError HOME_BUSY where a command works in the home. */
  with<T>(work: (at: AtWork) => Promise<T>): Promise<T>
  /** The journal alone, at once: in a stall, what was sent before waits for a block that never comes. @throws QuorateError HOME_BUSY */
  noting<T>(work: (journal: Journal) => Promise<T>): Promise<T>
}

/** A home, opened. */
export interface Opened {
  readonly journal: Journal
  /** Waits for what was sent before. */
  at(): Promise<AtWork>
}

/** Opens a home and closes it when `until` settles; resolves when it is closed. */
export type Opening = (until: (opened: Opened) => Promise<void>) => Promise<void>

/**
 * One holding that all parts of an agent share while any of them is at work, and let go of between: commands need the
 * home too, and a journal has one writer. A part that comes while another holds joins it.
 */
export function sharedHold(open: Opening): Hold {
  let users = 0
  let current: Holding | undefined
  let last: Promise<unknown> = Promise.resolve()
  async function using<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    current ??= start(open, last)
    const mine = current
    users += 1
    try {
      return await work(await mine.opened)
    } finally {
      users -= 1
      if (users === 0) {
        current = undefined
        last = mine.closed
        mine.release()
        await mine.closed
      }
    }
  }
  return {
    with: (work) => using(async ({ at }) => work(await at())),
    noting: (work) => using(({ journal }) => work(journal)),
  }
}

interface Holding {
  readonly opened: Promise<Opened>
  readonly closed: Promise<void>
  release(): void
}

function start(open: Opening, before: Promise<unknown>): Holding {
  const released = deferred<void>()
  const opened = deferred<Opened>()
  // What cannot be opened is told to whoever asked for it; a failure to close is nobody's.
  opened.promise.catch(() => undefined)
  const closed = before
    .then(() =>
      open(async (home) => {
        opened.resolve(home)
        await released.promise
      }),
    )
    .catch((error: unknown) => opened.reject(error))
  return { opened: opened.promise, closed, release: () => released.resolve() }
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
