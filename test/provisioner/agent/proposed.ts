import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { type Proposal, proposalArguments, proposalId } from '../../../network/governance/proposal.ts'
import type { GenesisChain } from '../../fixtures/genesis-chain.ts'

/** Made on the chain by an officer, and the log of it as the governor makes it; or as a node shows it that lies. */
export async function proposed(
  chain: GenesisChain,
  officer: string,
  { block, proposal, shown = proposal }: { block: number; proposal: Proposal; shown?: Proposal },
) {
  const governor = interfaceOf('ConsortiumGovernor')
  const { targets, values, calldatas } = proposalArguments(proposal)
  const data = governor.encodeFunctionData('propose', [targets, values, calldatas, proposal.description])
  const { reverted } = await chain.call(predeploys.ConsortiumGovernor, data, officer)
  if (reverted) throw new Error('the governor refuses the proposal')
  const said = proposalArguments(shown)
  const log = governor.encodeEventLog('ProposalCreated', [
    ...[proposalId(proposal), officer, said.targets, said.values, said.targets.map(() => ''), said.calldatas],
    ...[0, 0, shown.description],
  ])
  return { block, address: predeploys.ConsortiumGovernor, topics: log.topics.map(String), data: log.data }
}
