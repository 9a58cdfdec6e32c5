import { chainActions } from './chain-actions.ts'
import type { Decision, Memory, Seen } from './decide.ts'

/**
 * What an agent does next on a development chain, where no node runs: it has only to speak. That chain is every member's
 * node at once, so that whoever it stands for follows it, and no validator's vote is ever held up.
 */
export function decideAlone(seen: Seen, memory: Memory): Decision {
  const { registry } = seen
  const said = registry === undefined ? [] : chainActions({ ...seen, registry })
  return { nodeActions: [], chainActions: said, restarts: [], remakes: [], findings: [], memory }
}
