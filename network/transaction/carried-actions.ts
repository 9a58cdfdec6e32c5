import type { Action } from '../governance/action.ts'
import { decodeCall } from '../governance/decode.ts'
import type { Hex } from '../hex.ts'

/** The calls that a transaction puts to the vote, or carries on; none where it is about no proposal as a whole. */
export function carriedActions(call: Action): Action[] {
  const { contract, call: name, arguments: given } = decodeCall(call)
  if (contract !== 'ConsortiumGovernor' || !['propose', 'queue', 'execute'].includes(name)) return []
  const [targets, calldatas] = [
    (given['targets'] ?? []) as readonly Hex[],
    (given['calldatas'] ?? []) as readonly Hex[],
  ]
  return targets.map((target, i) => ({ target, calldata: calldatas[i] ?? '0x' }))
}
