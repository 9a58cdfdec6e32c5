import type { Standings } from '../anchors/standing.ts'
import type { Finding } from './findings.ts'

/** Codes of what is said of anchors, for `quorate explain`. */
export const anchorFindingCodes = {
  ANCHOR_OVERDUE: 'More than two windows have gone by without a checkpoint on a public chain.',
  ANCHOR_MISSING: 'Checkpoints are decided, and the network’s contract does not stand on a public chain.',
  PUBLIC_CHAIN_SILENT:
    'A public chain could not be asked; what stands there is unknown, and nothing else waits for it.',
} as const

/** @param decided whether there is a checkpoint that could be anchored. */
export function anchorFindings({ chains, outcomes }: Standings, decided: boolean): Finding[] {
  const overdue = decided ? chains.filter((standing) => standing.overdue) : []
  const failures = outcomes.flatMap((outcome) => ('failed' in outcome ? [outcome] : []))
  return [
    ...overdue.map(({ chain, ageSeconds }) => ({
      code: 'ANCHOR_OVERDUE',
      subject: chain,
      says: `The last submission to ${chain} is ${Math.round(ageSeconds / 60)} min old.`,
      remedy: 'Anyone may submit: quorate anchor. See quorate anchor balance for the relayer’s funds.',
    })),
    ...failures.flatMap(({ chain, failed }) => {
      if (failed.code !== 'ANCHOR_ABSENT') {
        const says = `${chain} could not be asked: ${failed.message}`
        return [{ code: 'PUBLIC_CHAIN_SILENT', subject: chain, says, remedy: failed.remedy }]
      }
      if (!decided) return []
      const says = `No anchor of this network stands on ${chain} yet.`
      return [{ code: 'ANCHOR_MISSING', subject: chain, says, remedy: failed.remedy }]
    }),
  ]
}
