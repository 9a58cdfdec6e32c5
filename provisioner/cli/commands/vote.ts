import { randomBytes } from 'node:crypto'
import { isoOf } from '../../../network/fields.ts'
import { shortId } from '../../../network/governance/proposal.ts'
import { reasonCommitment, VOTE_REASON } from '../../../network/governance/vote-reason.ts'
import { titleOf } from '../../../network/governance/words.ts'
import { toHex } from '../../../network/hex.ts'
import { SALT_BYTES } from '../../../network/privacy/commitment.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { type AtWork, asMember } from '../../chain/as-member.ts'
import { castVote } from '../../chain/cast-vote.ts'
import { readMembers } from '../../chain/members.ts'
import { findProposal, type ProposalOnChain } from '../../chain/proposals.ts'
import { waitUntil } from '../../chain/wait-until.ts'
import { withChain } from '../../chain/with-chain.ts'
import type { Environment } from '../../environment.ts'
import { keepText } from '../../home/keep-text.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** This member's one vote, cast by its officer. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const choice = input.argument(1)
  if (choice !== 'for' && choice !== 'against' && choice !== 'abstain') {
    throw usage(`"${choice}" is no vote: for, against or abstain was expected.`)
  }
  if (input.flag('wait')) await untilOpen(input.argument(0), env)
  return asMember(env, async (at) => {
    const found = await openProposal(at, input.argument(0))
    const reason = await committedReason(at, found.id, input.text('reason'))
    const receipt = await castVote(at, { id: found.id, choice, reason })
    const { member } = at.home.record
    return {
      json: { id: found.id.toString(), member, vote: choice, transaction: receipt.hash, block: receipt.blockNumber },
      text: [`${member} votes ${choice}: ${titleOf(found.actions, await readMembers(at.provider))}`],
      good: true,
    }
  })
}

/** Without the home: its agent needs it too. */
async function untilOpen(name: string, env: Environment): Promise<void> {
  await withChain(env, async (provider) => {
    const { state, snapshot } = await findProposal(provider, name)
    if (state === 'pending') await waitUntil(provider, snapshot + 1, env)
  })
}

/** The roll of voters is taken at the snapshot; before it nobody can vote. */
async function openProposal({ provider }: AtWork, name: string): Promise<ProposalOnChain> {
  const found = await findProposal(provider, name)
  const { id, state, snapshot, deadline } = found
  if (state === 'active') return found
  throw new QuorateError('PROPOSAL_NOT_OPEN', `Proposal ${shortId(id)} is ${state}; votes are cast on an active one.`, {
    facts: { proposal: shortId(id), state, votingBegins: isoOf(snapshot), votingEnds: isoOf(deadline) },
    remedy: state === 'pending' ? 'Wait until the vote opens, or run it with --wait.' : 'The vote is over.',
  })
}

/** No free text on chain: the reason and its salt stay in the home, and their commitment is cast with the vote. */
async function committedReason(at: AtWork, id: bigint, text: string | undefined): Promise<string> {
  if (text === undefined) return ''
  const { networkId } = at.location.lock.founding
  const salt = randomBytes(SALT_BYTES)
  const said = { networkId, id: id.toString(), member: at.home.record.member, text }
  const reason = reasonCommitment(salt, said)
  const file = { format: VOTE_REASON, ...said, reason, salt: toHex(salt) }
  await keepText(at.home, `${shortId(id)}.reason.${reason.slice(2, 10)}.json`, file)
  return reason
}
