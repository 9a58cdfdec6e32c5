import { type PredeployName, predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { proposalArguments } from '../../../network/governance/proposal.ts'
import type { Hex } from '../../../network/hex.ts'
import { organisationId } from '../../../network/slug.ts'
import { callOf } from './calls.ts'
import { asProposed, proposalAt } from './proposing.ts'
import { councilSignature, REASON, voteSignature } from './signing.ts'
import { type State, type Suspension, supports } from './state.ts'
import type { Step } from './steps.ts'

export interface Transaction {
  readonly to: Hex
  readonly data: Hex
}

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

/** The transaction that a step is. */
export function transactionOf(state: State, step: Exclude<Step, { kind: 'wait' }>): Transaction {
  switch (step.kind) {
    case 'propose': {
      const { targets, values, calldatas, description } = proposalArguments(asProposed(step))
      return call('ConsortiumGovernor', 'propose', [targets, values, calldatas, description])
    }
    case 'vote': {
      const { id } = proposalAt(state, step.proposal)
      return call('ConsortiumGovernor', 'castVote', [id, supports.indexOf(step.support)])
    }
    case 'vote by signature':
      return voteOnPaper(state, step)
    case 'queue':
    case 'execute':
    case 'cancel':
      return ofProposal(state, step)
    case 'delegate':
      return step.until === undefined
        ? call('MemberRegistry', 'delegate', [organisationId(step.to)])
        : call('MemberRegistry', 'delegateUntil', [organisationId(step.to), step.until])
    case 'sync':
      return call('NodeRegistry', 'markSynced', [step.node])
    case 'stand down':
      return call('NodeRegistry', 'standDown', [step.node])
    case 'activate':
      return call('NodeRegistry', 'activate', [step.node])
    case 'confirm':
      return call('NodeRegistry', 'confirmChange', [step.node])
    case 'take the lease':
      return call('NodeRegistry', 'takeLease', [step.node, step.duration])
    case 'give the lease back':
      return call('NodeRegistry', 'returnLease', [step.node])
    case 'suspend at once':
      return suspension(state, step.action)
    case 'book the lapse':
      return call('EmergencyCouncil', 'lapse', [])
    case 'seize': {
      const { target, calldata } = callOf(step.action)
      return { to: target, data: calldata }
    }
  }
}

function voteOnPaper(state: State, { voter, proposal, support, paper }: Of<'vote by signature'>): Transaction {
  const { id } = proposalAt(state, proposal)
  const shown = [id, supports.indexOf(support), voter]
  const signature = voteSignature(state, paper)
  return paper.reasoned
    ? call('ConsortiumGovernor', 'castVoteWithReasonAndParamsBySig', [...shown, REASON, '0x', signature])
    : call('ConsortiumGovernor', 'castVoteBySig', [...shown, signature])
}

function ofProposal(state: State, { kind, proposal, swapped }: Of<'queue' | 'execute' | 'cancel'>): Transaction {
  const made = proposalAt(state, proposal)
  const actions = swapped ? [...made.actions, ...made.actions] : made.actions
  const { targets, values, calldatas, descriptionHash } = proposalArguments(asProposed({ ...made, actions }))
  return call('ConsortiumGovernor', kind, [targets, values, calldatas, descriptionHash])
}

function suspension(state: State, { about, number, notAfter, signatures }: Suspension): Transaction {
  const given = signatures.map((one) => [organisationId(one.member), councilSignature(state, one)])
  return call('EmergencyCouncil', 'suspend', [organisationId(about), number, notAfter, given])
}

function call(contract: PredeployName, name: string, given: readonly unknown[]): Transaction {
  return { to: predeploys[contract], data: interfaceOf(contract).encodeFunctionData(name, given) as Hex }
}
