import { forks } from '../consortium/chain-defaults.ts'
import { knownForks } from '../besu/releases.ts'
import type { Problem } from '../problem.ts'
import { type Amendment, standing } from './amendment.ts'

/**
 * What was decided and a release of Besu cannot follow: a node on it would leave the chain when the fork begins. Nothing
 * is run then until the release is one that knows the fork, or the decision is taken back.
 */
export function amendmentProblems(amendments: readonly Amendment[], version: string): Problem[] {
  const known = knownForks(version)
  return standing(amendments).flatMap((one): Problem[] => {
    if (one.kind !== 'fork' || known.some((fork) => fork === one.fork)) return []
    const expected = `one of ${forks.join(', ')}, which this kit knows of Besu ${version}`
    return [{ code: 'FORK_UNKNOWN', path: `amendments.${one.fork}`, found: one.fork, expected }]
  })
}
