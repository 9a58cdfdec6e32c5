import { isoOf } from '../../../network/fields.ts'
import { shortId } from '../../../network/governance/proposal.ts'
import { titleOf } from '../../../network/governance/words.ts'
import { readHolder } from '../../chain/kept.ts'
import { readMembers } from '../../chain/members.ts'
import { readProposals } from '../../chain/proposals.ts'
import { withChain } from '../../chain/with-chain.ts'
import type { Environment } from '../../environment.ts'
import { proposalLine } from '../../status/status-text.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** Every proposal ever made, and where it stands. */
export async function run(_: Input, env: Environment): Promise<Answer> {
  return withChain(env, async (provider) => {
    const [found, members] = [await readProposals(provider), await readMembers(provider)]
    const proposals = await Promise.all(
      found.map(async (proposal) => ({
        id: shortId(proposal.id),
        title: titleOf(proposal.actions, members),
        state: proposal.state,
        deadline: isoOf(proposal.deadline),
        class: proposal.decisionClass,
        proposer: (await readHolder(provider, proposal.proposer)) ?? proposal.proposer,
      })),
    )
    const text = proposals.length === 0 ? ['No proposal yet.'] : proposals.map(proposalLine)
    return { json: { proposals }, text, good: true }
  })
}
