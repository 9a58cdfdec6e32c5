import { isoOf } from '../../../network/fields.ts'
import { shortId } from '../../../network/governance/proposal.ts'
import { titleOf } from '../../../network/governance/words.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { asMember } from '../../chain/as-member.ts'
import { carryOn } from '../../chain/carry-on.ts'
import { findProposal, type ProposalOnChain } from '../../chain/proposals.ts'
import { chainTime, waitUntil } from '../../chain/wait-until.ts'
import type { Environment } from '../../environment.ts'
import { refuseOvertaken } from '../../upgrades/refuse-overtaken.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** Carries a passed proposal on: queues it, and executes it once its timelock is over. Anyone may. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  if (env.offline !== undefined) env.offline.goesOn = true
  return asMember(env, async (at) => {
    const name = input.argument(0)
    let proposal = await findProposal(at.provider, name)
    await refuseOvertaken(at.provider, proposal)
    const wait = async (until: number) => {
      if (input.flag('wait')) await waitUntil(at.provider, until, env)
      proposal = await findProposal(at.provider, name)
    }
    if (proposal.state === 'pending' || proposal.state === 'active') await wait(proposal.deadline + 1)
    if (proposal.state === 'succeeded') {
      await carryOn(at, proposal, 'queue')
      proposal = await findProposal(at.provider, name)
      env.progress(`queued; may be executed from ${isoOf(proposal.eta)}`)
    }
    if (proposal.state === 'queued' && (await chainTime(at.provider)) < proposal.eta) await wait(proposal.eta)
    if (proposal.state !== 'queued') throw notExecutable(proposal)
    if ((await chainTime(at.provider)) < proposal.eta) return answer(proposal, 'queued', undefined)
    await refuseOvertaken(at.provider, proposal)
    const { hash } = await carryOn(at, proposal, 'execute')
    return answer(proposal, 'executed', hash)
  })
}

function answer(proposal: ProposalOnChain, state: 'queued' | 'executed', transaction: string | undefined): Answer {
  const title = titleOf(proposal.actions)
  const json = { id: proposal.id.toString(), title, state, eta: isoOf(proposal.eta), transaction: transaction ?? null }
  const text =
    state === 'executed'
      ? [`Executed ${shortId(proposal.id)}: ${title}`]
      : [
          `Queued ${shortId(proposal.id)}: ${title}`,
          `May be executed from ${isoOf(proposal.eta)}; run this again then.`,
        ]
  return { json, text, good: true }
}

function notExecutable({ id, state, deadline }: ProposalOnChain): QuorateError {
  return new QuorateError(
    'PROPOSAL_NOT_EXECUTABLE',
    `Proposal ${shortId(id)} is ${state}; only one that passed can be executed.`,
    {
      facts: { proposal: shortId(id), state, votingEnds: isoOf(deadline) },
      remedy:
        state === 'pending' || state === 'active'
          ? 'Wait for the end of the vote, or run it with --wait.'
          : `See why with \`quorate show ${shortId(id)}\`, and propose again where that makes sense.`,
    },
  )
}
