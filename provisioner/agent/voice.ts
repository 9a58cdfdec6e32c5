import { setTimeout } from 'node:timers/promises'
import type { ChainAction } from '../../network/agent/action.ts'
import type { Proposal } from '../../network/governance/proposal.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { BusyHome } from './busy-home.ts'
import type { Checkpointing } from './checkpointing.ts'
import type { Failures } from './failures.ts'
import type { Hold } from './hold.ts'
import type { AgentMetrics } from './metrics.ts'
import { actionKey, speak } from './speak.ts'

export interface VoiceParts {
  readonly hold: Hold
  readonly metrics: Pick<AgentMetrics, 'acted'>
  readonly failures: Failures
  readonly busy: Pick<BusyHome, 'refused' | 'free'>
  readonly checkpointing: Pick<Checkpointing, 'takePart'>
  proposal(id: bigint): Proposal | undefined
  /** Rises whenever the checkpoint board or the members move. */
  moves(): number
  now(): number
  elapsed(): number
  progress(line: string): void
  readonly signal: AbortSignal
}

/**
 * Milliseconds for which the home is nobody's after a block was waited for in vain, several times what a command waits
 * between two attempts to take it: else in a stall no command ever could.
 */
const GAP = 500

/** What this agent says on chain, one after another, and its part in checkpoints. */
export class Voice {
  readonly #parts: VoiceParts

  constructor(parts: VoiceParts) {
    this.#parts = parts
  }

  /** @param board whether this member's part in checkpoints is due. */
  async say(actions: readonly ChainAction[], board: boolean): Promise<void> {
    const { hold, metrics, failures, checkpointing, now, elapsed, progress, proposal, moves } = this.#parts
    for (const action of actions) {
      const key = actionKey(action)
      const goesOn = await this.#trying(action.kind, key, async () => {
        const said = await hold.with((at) => speak(at, action, proposal))
        if (said) progress(key)
        metrics.acted(action.kind, said ? 'done' : 'overtaken')
      })
      if (!goesOn) return
    }
    if (!board || !failures.mayTry('checkpoint', elapsed())) return
    await this.#trying('checkpoint', 'checkpoint', async () => {
      const part = await checkpointing.takePart(hold, now(), moves())
      if (part.did === 'followed') progress(`checkpoints: followed the chain to block ${part.upTo} of ${part.of}`)
      else if (part.did !== 'nothing') progress(`checkpoint ${part.sequence}: ${part.did}`)
      metrics.acted('checkpoint', 'done')
    })
  }

  /** @returns false where nothing more is to be begun: the agent is stopped, or no block takes what is said. */
  async #trying(kind: string, key: string, work: () => Promise<void>): Promise<boolean> {
    const { metrics, failures, busy, elapsed, signal } = this.#parts
    if (signal.aborted) return false
    try {
      await work()
      failures.over(key)
      busy.free()
      return true
    } catch (error) {
      // What it had signed is in the journal.
      if (signal.aborted) return false
      const code = error instanceof QuorateError ? error.code : undefined
      // A command has the home: the next pass tries again.
      if (code === 'HOME_BUSY') {
        busy.refused(error)
        return true
      }
      busy.free()
      metrics.acted(kind, 'failed')
      failures.failed(key, error, elapsed())
      if (code !== 'TRANSACTION_UNMINED') return true
      await setTimeout(GAP, undefined, { signal }).catch(() => undefined)
      return false
    }
  }
}
