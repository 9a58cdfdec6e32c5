import type { JsonRpcProvider } from 'ethers'
import { shortId } from '../../network/governance/proposal.ts'
import { upgradesIn } from '../../network/governance/upgrade.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { carriedActions } from '../../network/transaction/carried-actions.ts'
import type { Prepared } from '../../network/transaction/prepared.ts'
import type { ProposalOnChain } from '../chain/proposals.ts'
import { changedSince } from './code-on-chain.ts'

/**
 * An upgrade was judged against the code that stood when it was proposed: it is not carried out over any other.
 * @throws QuorateError UPGRADE_OVERTAKEN
 */
export async function refuseOvertaken(
  provider: JsonRpcProvider,
  { id, actions, block }: ProposalOnChain,
): Promise<void> {
  const changed = await changedSince(provider, actions, block)
  if (changed.length === 0) return
  throw new QuorateError(
    'UPGRADE_OVERTAKEN',
    `Since ${shortId(id)} was proposed, other code was put behind ${changed.join(', ')}.`,
    {
      facts: { proposal: shortId(id), contracts: changed, proposedIn: block },
      remedy: 'Propose it again: quorate propose upgrade holds it against the code that stands now.',
    },
  )
}

/** The call, from 1, for which `execute` would refuse a proposal that is not carried out yet, and why. */
export async function overtakenCall(
  provider: JsonRpcProvider,
  { actions, block, state }: ProposalOnChain,
): Promise<{ readonly call: number; readonly reason: string } | undefined> {
  const [first] = state === 'executed' ? [] : await changedSince(provider, actions, block)
  if (first === undefined) return undefined
  const index = actions.findIndex((action) => upgradesIn([action]).some(({ contract }) => contract === first))
  return { call: index + 1, reason: `UPGRADE_OVERTAKEN (other code was put behind ${first} since it was proposed)` }
}

/**
 * A transaction that was prepared for the code that stood then, whether it proposes an upgrade or carries one on, is not sent over
 * any other. @throws QuorateError UPGRADE_OVERTAKEN
 */
export async function refuseOvertakenSince(
  provider: JsonRpcProvider,
  { to, data, says, takenAt }: Pick<Prepared, 'to' | 'data' | 'says' | 'takenAt'>,
): Promise<void> {
  const changed = await changedSince(provider, carriedActions({ target: to, calldata: data }), takenAt)
  if (changed.length === 0) return
  throw new QuorateError(
    'UPGRADE_OVERTAKEN',
    `Since it was prepared, other code was put behind ${changed.join(', ')}.`,
    {
      facts: { says, contracts: changed, preparedAt: takenAt },
      remedy: 'Prepare it again with --offline: quorate propose upgrade holds it against the code that stands now.',
    },
  )
}
