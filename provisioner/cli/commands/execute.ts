import { isoOf } from '../../../network/fields.ts'
import { shortId } from '../../../network/governance/proposal.ts'
import { titleOf } from '../../../network/governance/words.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { type AtWork, asMember } from '../../chain/as-member.ts'
import { carryOn } from '../../chain/carry-on.ts'
import { findProposal, type ProposalOnChain } from '../../chain/proposals.ts'
import { chainTime, waitUntil } from '../../chain/wait-until.ts'
import { withChain } from '../../chain/with-chain.ts'
import type { Environment } from '../../environment.ts'
import { refuseOvertaken } from '../../upgrades/refuse-overtaken.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** Carries a passed proposal on: queues it, and executes it once its timelock is over. Anyone may. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  if (env.offline !== undefined) env.offline.goesOn = true
  const name = input.argument(0)
  if (input.flag('wait')) return toTheEnd(name, env)
  return (await asMember(env, (at) => carryAsFar(at, name, env))).answer
}

/** The home is held only while something is sent: its agent needs it too, and may be the one that carries this on. */
async function toTheEnd(name: string, env: Environment): Promise<Answer> {
  const look = () => withChain(env, (provider) => findProposal(provider, name))
  const began = (await look()).state
  for (;;) {
    const due = await untilDue(name, env)
    // A late vote has moved the end.
    if (due.state === 'pending' || due.state === 'active') continue
    if (due.state === 'executed' && began !== 'executed') return answer(due, 'executed', undefined)
    try {
      const { executed, answer } = await asMember(env, (at) => carryAsFar(at, name, env))
      if (executed) return answer
    } catch (error) {
      // Where another was faster, the next look shows it.
      if (!(error instanceof QuorateError) || (await look()).state === due.state) throw error
    }
  }
}

/** Waits, without the home, for the end of the vote or of the timelock, whichever is next. */
async function untilDue(name: string, env: Environment): Promise<ProposalOnChain> {
  return withChain(env, async (provider) => {
    const proposal = await findProposal(provider, name)
    const { state, deadline, eta } = proposal
    if (state !== 'executed') await refuseOvertaken(provider, proposal)
    if (state === 'pending' || state === 'active') await waitUntil(provider, deadline + 1, env)
    if (state === 'queued') await waitUntil(provider, eta, env)
    return findProposal(provider, name)
  })
}

async function carryAsFar(at: AtWork, name: string, env: Environment): Promise<{ executed: boolean; answer: Answer }> {
  let proposal = await findProposal(at.provider, name)
  await refuseOvertaken(at.provider, proposal)
  if (proposal.state === 'succeeded') {
    await carryOn(at, proposal, 'queue')
    proposal = await findProposal(at.provider, name)
    env.progress(`queued; may be executed from ${isoOf(proposal.eta)}`)
  }
  if (proposal.state !== 'queued') throw notExecutable(proposal)
  if ((await chainTime(at.provider)) < proposal.eta)
    return { executed: false, answer: answer(proposal, 'queued', undefined) }
  await refuseOvertaken(at.provider, proposal)
  const { hash } = await carryOn(at, proposal, 'execute')
  return { executed: true, answer: answer(proposal, 'executed', hash) }
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
