import type { Failures } from './failures.ts'

/** Seconds that a command may have the home before it is told: it waits for blocks, and no longer. */
const LONG = 90
const KEY = 'work in the home'

/** That a command has the home is as it should be, and tried again; that one keeps it leaves all unsaid that an agent has to say. */
export class BusyHome {
  readonly #failures: Failures
  readonly #clock: { elapsed(): number }
  #refused: { readonly first: number; readonly last: number } | undefined

  constructor(failures: Failures, clock: { elapsed(): number }) {
    this.#failures = failures
    this.#clock = clock
  }

  refused(error: unknown): void {
    const now = this.#clock.elapsed()
    this.#refused = { first: this.#refused?.first ?? now, last: now }
    if (now - this.#refused.first > LONG) this.#failures.failed(KEY, error, now)
  }

  free(): void {
    this.#refused = undefined
    this.#failures.over(KEY)
  }

  /** Nothing more was wanted of it for as long: nobody knows who has it now. */
  forget(): void {
    if (this.#refused !== undefined && this.#clock.elapsed() - this.#refused.last > LONG) this.free()
  }
}
