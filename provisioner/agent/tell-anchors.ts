import type { Hex } from '../../network/hex.ts'
import { compareHead } from '../anchors/compare-head.ts'
import { apartFinding } from '../status/anchor-findings.ts'
import type { AnchorOutcome } from './anchoring.ts'
import type { AgentMetrics } from './metrics.ts'

export interface Telling {
  readonly metrics: AgentMetrics
  /** Unix seconds. */
  now(): number
  progress(line: string): void
  /** Struct hash of the decision of a sequence, by an own node; undefined where there is none. */
  decided(sequence: number): Promise<Hex | undefined>
}

/** Says what came of a look at a public chain when it changes; metrics have it each time. */
export function anchorTeller({ metrics, now, progress, decided }: Telling) {
  const wrong = new Map<string, string>()
  const change = (chain: string, code: string | undefined, line: string) => {
    if (code !== undefined && wrong.get(chain) !== code) progress(line)
    if (code === undefined) wrong.delete(chain)
    else wrong.set(chain, code)
  }
  return async (chain: string, outcome: AnchorOutcome): Promise<void> => {
    if ('failed' in outcome) {
      const { code, message, remedy } = outcome.failed
      metrics.anchored(chain, undefined)
      return change(chain, code, `${chain}: ${message} ${remedy}`)
    }
    const { head, sent } = outcome
    metrics.anchored(chain, { sequence: head.sequence, age: now() - head.submittedAt })
    if (sent > 0) progress(`${chain}: anchored up to checkpoint ${head.sequence}`)
    const own = await decided(head.sequence).then(
      (hash) => ({ hash }),
      () => undefined,
    )
    // An own node that does not answer is a finding of its own, and says nothing of the public chain.
    if (own === undefined) return
    const found = compareHead(head, own.hash)
    metrics.anchorSame(chain, found === 'same')
    const finding = apartFinding({ chain, sequence: head.sequence }, found)
    change(chain, finding?.code, `${finding?.code}: ${finding?.says} ${finding?.remedy}`)
  }
}
