import type { Checkpoint } from '../../network/checkpoint/checkpoint.ts'
import { checkpointStructHash } from '../../network/checkpoint/checkpoint-hash.ts'
import { compareHead } from '../anchors/compare-head.ts'
import type { Standings } from '../anchors/standing.ts'
import type { Finding } from './findings.ts'

/** Codes of what is said of anchors, for `quorate explain`. */
export const anchorFindingCodes = {
  ANCHOR_OVERDUE: 'More than two windows have gone by without a checkpoint on a public chain.',
  ANCHOR_MISSING: 'Checkpoints are decided, and the network’s contract does not stand on a public chain.',
  ANCHOR_DIVERGED: 'The last checkpoint on a public chain is another than the member’s own chain decided.',
  ANCHOR_BEYOND: 'A public chain shows a checkpoint of a sequence that the member’s own chain has not decided.',
  PUBLIC_CHAIN_SILENT:
    'A public chain could not be asked; what stands there is unknown, and nothing else waits for it.',
} as const

/** @param checkpoints those that the member's own chain decided, in order: what could be anchored. */
export function anchorFindings({ chains, outcomes }: Standings, checkpoints: readonly Checkpoint[]): Finding[] {
  const decided = checkpoints.length > 0
  const overdue = decided ? chains.filter((standing) => standing.overdue) : []
  const failures = outcomes.flatMap((outcome) => ('failed' in outcome ? [outcome] : []))
  const apart = chains.flatMap((standing) => {
    const own = checkpoints[standing.sequence - 1]
    return apartFinding(standing, compareHead(standing, own && checkpointStructHash(own))) ?? []
  })
  return [
    ...apart,
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

/** What is said of a public chain that does not show what the member's own chain decided. */
export function apartFinding(
  { chain, sequence }: Pick<Standings['chains'][number], 'chain' | 'sequence'>,
  found: ReturnType<typeof compareHead>,
): (Finding & { readonly code: 'ANCHOR_DIVERGED' | 'ANCHOR_BEYOND' }) | undefined {
  if (found === 'same') return undefined
  if (found === 'other') {
    const says = `${chain} shows another checkpoint ${sequence} than was decided here.`
    const remedy =
      'Ask another address of that chain. Where it says the same, members signed two histories, or the own node shows another: keep both, tell the others (quorate log --expect).'
    return { code: 'ANCHOR_DIVERGED', subject: chain, says, remedy }
  }
  const says = `${chain} shows a checkpoint ${sequence}, and the own chain has decided none of that sequence.`
  const remedy =
    'Where the own node is behind, wait. Else ask another address of that chain: nothing is anchored there for as long as it says so.'
  return { code: 'ANCHOR_BEYOND', subject: chain, says, remedy }
}
