import type { Hex } from '../hex.ts'
import { commitment } from '../privacy/commitment.ts'

export const VOTE_REASON = 'quorate/vote-reason/2'

export interface VoteReason {
  readonly networkId: Hex
  /** Of the proposal, in decimal. */
  readonly id: string
  readonly member: string
  readonly text: string
}

/** What a vote carries in place of its reason. It binds whose vote it is, and on what: nobody casts another's as its own. */
export function reasonCommitment(salt: Uint8Array, { networkId, id, member, text }: VoteReason): Hex {
  return commitment(salt, { networkId, schema: VOTE_REASON }, { id, member, text })
}
