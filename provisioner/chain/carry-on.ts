import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { type Proposal, proposalArguments, proposalId, shortId } from '../../network/governance/proposal.ts'
import type { Call } from './send.ts'

/** What can be done to a proposal as a whole: carried on by anyone, or taken back by its proposer. */
export type ProposalStep = 'queue' | 'execute' | 'cancel'

/** The call that does it. */
export function carryingOn(proposal: Proposal, step: ProposalStep): Call {
  const { targets, values, calldatas, descriptionHash } = proposalArguments(proposal)
  const given = [targets, values, calldatas, descriptionHash]
  return {
    contract: 'ConsortiumGovernor',
    data: interfaceOf('ConsortiumGovernor').encodeFunctionData(`${step}(address[],uint256[],bytes[],bytes32)`, given),
    what: `${step} ${shortId(proposalId(proposal))}`,
  }
}

export function carryOn<T>(at: { send(call: Call): Promise<T> }, proposal: Proposal, step: ProposalStep): Promise<T> {
  return at.send(carryingOn(proposal, step))
}
