import type { JsonRpcProvider } from 'ethers'
import { organisationId } from '../../network/slug.ts'
import type { ProposalOnChain } from './proposals.ts'
import { read } from './read.ts'

/**
 * Whether a member has a vote on an open proposal and has not cast it. Not who gave its vote to another, or was on no roll, when
 * that was taken: the governor refuses it.
 */
export async function hasVoteLeft(
  provider: JsonRpcProvider,
  { id, snapshot }: Pick<ProposalOnChain, 'id' | 'snapshot'>,
  member: string,
): Promise<boolean> {
  const own = organisationId(member)
  const [cast, held] = await Promise.all([
    read(provider, 'ConsortiumGovernor', 'hasVoted', id, own),
    read(provider, 'MemberRegistry', 'getPastVotes', own, BigInt(snapshot)),
  ])
  return !cast && held > 0n
}
