import { shortId } from '../../../network/governance/proposal.ts'
import { titleOf } from '../../../network/governance/words.ts'
import { asMember } from '../../chain/as-member.ts'
import { carryOn } from '../../chain/carry-on.ts'
import { findProposal } from '../../chain/proposals.ts'
import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** Takes a proposal back: only who made it, and only before its vote opens. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  return asMember(env, async (at) => {
    const proposal = await findProposal(at.provider, input.argument(0))
    const { hash, blockNumber } = await carryOn(at, proposal, 'cancel')
    const title = titleOf(proposal.actions)
    return {
      json: { id: proposal.id.toString(), title, state: 'cancelled', transaction: hash, block: blockNumber },
      text: [`Cancelled ${shortId(proposal.id)}: ${title}`],
      good: true,
    }
  })
}
