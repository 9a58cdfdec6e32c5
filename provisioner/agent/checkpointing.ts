import { catchUp, type Followed } from '../checkpoint/catch-up.ts'
import { type Part, takePart } from '../checkpoint/take-part.ts'
import { withLogs } from '../checkpoint/logs.ts'
import type { Hold } from './hold.ts'

/** Seconds, at the least and at the most, between two looks at the checkpoint board. */
const SHORTEST = 1
const LONGEST = 30

/**
 * When a member's part in checkpoints has to be looked at again: when the board or the members moved, when the last look
 * led to something, and in any case before a turn to propose has passed (a sixteenth of the cadence).
 */
export class Checkpointing {
  readonly #every: number
  readonly #signal: AbortSignal
  #moves = -1
  #next = Number.NEGATIVE_INFINITY

  constructor(cadenceSeconds: number, signal: AbortSignal) {
    this.#signal = signal
    this.#every = Math.min(LONGEST, Math.max(SHORTEST, cadenceSeconds / 16))
  }

  due(now: number, moves: number): boolean {
    return now >= this.#next || moves !== this.#moves
  }

  async takePart(hold: Hold, now: number, moves: number): Promise<Part | Followed> {
    this.#next = now + this.#every
    this.#moves = moves
    const part = await hold.with((at) =>
      withLogs(at.home, async (logs) => (await catchUp(at, logs, { signal: this.#signal })) ?? takePart(at, logs)),
    )
    if (part.did !== 'nothing') this.#next = now
    return part
  }
}
