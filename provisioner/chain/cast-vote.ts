import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { shortId } from '../../network/governance/proposal.ts'
import type { AtWork } from './as-member.ts'

/** As Governor numbers them. */
export const support = { against: 0, for: 1, abstain: 2 } as const

export type Choice = keyof typeof support

/** Casts the member's one vote on a proposal. @param reason a commitment, or empty. */
export function castVote(
  at: Pick<AtWork, 'send'>,
  { id, choice, reason }: { readonly id: bigint; readonly choice: Choice; readonly reason: string },
) {
  const given = [id, support[choice], reason]
  const data = interfaceOf('ConsortiumGovernor').encodeFunctionData('castVoteWithReason', given)
  return at.send({ contract: 'ConsortiumGovernor', data, what: `a vote on ${shortId(id)}` })
}
