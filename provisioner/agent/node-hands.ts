import type { Made } from '../../network/agent/maintenance.ts'

/** Texts of the genesis file. */
export interface GenesisTexts {
  readonly wanted: string
  /** What stood after each decision before; oldest first. */
  readonly before: readonly string[]
}

/** How an agent makes one listed node anew, where its platform lets it. */
export interface NodeHands {
  made(texts: GenesisTexts): Promise<Made>
  /** Makes it anew from this, or from what its platform has; returns once what ran before is gone. */
  remake(genesis: string): Promise<void>
  /** Whether it waits to be made anew and nobody misses it: it does not run. */
  isUnmissed(): Promise<boolean>
}
