import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { proposalArguments, proposalId } from '../../../network/governance/proposal.ts'
import type { Hex } from '../../../network/hex.ts'
import { organisationId } from '../../../network/slug.ts'
import { actionRefusals, callOf, carryOut, classOf } from './actions.ts'
import { votesAt } from './book.ts'
import type { Law } from './law.ts'
import { actingFor, delegate, delegateRefusals } from './membership.ts'
import { extendIfLate, quorumReached, stateOf } from './polls.ts'
import { type Action, type Proposal, type State, type Support, supports } from './state.ts'
import { activate, activateRefusals, confirm, confirmRefusals, syncRefusals, nodeAt } from './validators.ts'

/** One transaction of a history, or time going by. `proposal` counts from the first made. */
export type Step =
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'propose'; readonly by: Hex; readonly actions: readonly Action[]; readonly description: Hex }
  | { readonly kind: 'vote'; readonly by: Hex; readonly proposal: number; readonly support: Support }
  | OfProposal<'queue'>
  | OfProposal<'execute'>
  | OfProposal<'cancel'>
  | { readonly kind: 'delegate'; readonly by: Hex; readonly to: string; readonly until?: number | undefined }
  | { readonly kind: 'sync' | 'activate' | 'confirm'; readonly by: Hex; readonly node: Hex }
  | { readonly kind: 'seize'; readonly by: Hex; readonly action: Action }

interface OfProposal<Kind> {
  readonly kind: Kind
  readonly by: Hex
  readonly proposal: number
  /** Its calls are not those that were voted on. */
  readonly swapped: boolean
}

export interface Model {
  state: State
  readonly law: Law
}

/** Does a step in the model. Returns every error that refuses it; none, and it is done. */
export function attempt(model: Model, step: Step): readonly string[] {
  const { state, law } = model
  switch (step.kind) {
    case 'wait':
      state.now = step.until
      return []
    case 'propose':
      return unless(proposeRefusals(state, step), () => propose(state, step))
    case 'vote':
      return unless(voteRefusals(model, step), () => vote(model, step))
    case 'queue':
      return unless(stateRefusals(model, step, ['succeeded']), () => queue(state, step.proposal))
    case 'execute':
      return execute(model, step)
    case 'cancel':
      return unless(cancelRefusals(model, step), () => Object.assign(at(state, step.proposal), { cancelled: true }))
    case 'delegate':
      return unless(delegateRefusals(state, law, step), () => delegate(state, step))
    case 'sync':
      return unless(syncRefusals(state, step.by, step.node), () =>
        Object.assign(nodeAt(state, step.node) ?? {}, { state: 'synced' }),
      )
    case 'activate':
      return unless(activateRefusals(state, law, step.by, step.node), () => activate(state, law, step.node))
    case 'confirm':
      return unless(confirmRefusals(state, step.by, step.node), () => confirm(state, step.by))
    case 'seize':
      return ['OnlyTimelock', 'GovernorOnlyExecutor']
  }
}

/** The transaction that a step is. */
export function transactionOf(state: State, step: Exclude<Step, { kind: 'wait' }>): { to: Hex; data: Hex } {
  switch (step.kind) {
    case 'propose': {
      const { targets, values, calldatas, description } = proposalArguments(asProposed(step))
      return call('ConsortiumGovernor', 'propose', [targets, values, calldatas, description])
    }
    case 'vote':
      return call('ConsortiumGovernor', 'castVote', [at(state, step.proposal).id, supports.indexOf(step.support)])
    case 'queue':
    case 'execute':
    case 'cancel': {
      const made = at(state, step.proposal)
      const given = proposalArguments(
        asProposed({ ...made, actions: step.swapped ? [...made.actions, ...made.actions] : made.actions }),
      )
      return call('ConsortiumGovernor', step.kind, [
        given.targets,
        given.values,
        given.calldatas,
        given.descriptionHash,
      ])
    }
    case 'delegate':
      return step.until === undefined
        ? call('MemberRegistry', 'delegate', [organisationId(step.to)])
        : call('MemberRegistry', 'delegateUntil', [organisationId(step.to), step.until])
    case 'sync':
      return call('NodeRegistry', 'markSynced', [step.node])
    case 'activate':
      return call('NodeRegistry', 'activate', [step.node])
    case 'confirm':
      return call('NodeRegistry', 'confirmChange', [step.node])
    case 'seize': {
      const { target, calldata } = callOf(step.action)
      return { to: target, data: calldata }
    }
  }
}

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

function proposeRefusals(state: State, step: Of<'propose'>): string[] {
  const reasons = actingFor(state, step.by, 'officer') === undefined ? ['OnlyOfficer'] : []
  if (!/^0x[0-9a-f]{64}$/.test(step.description)) reasons.push('FreeText')
  if (step.actions.length === 0) reasons.push('GovernorInvalidProposalLength')
  if (new Set(step.actions.map(classOf)).size > 1) reasons.push('MixedClasses')
  if (state.proposals.some(({ id }) => id === idOf(step))) reasons.push('GovernorUnexpectedProposalState')
  return reasons
}

function propose(state: State, step: Of<'propose'>): void {
  const [first] = step.actions
  const of = first === undefined ? 'upgrade' : classOf(first)
  const rule = state.rules[of].at(-1)
  if (rule === undefined) throw new RangeError(`no rule for ${of}`)
  const snapshot = state.now + rule.votingDelay
  state.proposals.push({
    id: idOf(step),
    actions: step.actions,
    description: step.description,
    class: of,
    rule,
    version: state.rules[of].length,
    proposer: step.by,
    madeAt: state.now,
    snapshot,
    deadline: snapshot + rule.votingPeriod,
    votes: [],
    executed: false,
    cancelled: false,
  })
}

function voteRefusals({ state, law }: Model, step: Of<'vote'>): string[] {
  const proposal = at(state, step.proposal)
  const reasons = stateOf(state, law, proposal) === 'active' ? [] : ['GovernorUnexpectedProposalState']
  const member = voterOf({ state, law }, step.by)
  if (member === undefined) return [...reasons, 'OnlyOfficer']
  if (votesAt(state, law, member, law.rollAt(proposal)) === 0) reasons.push('NotOnRoll')
  if (proposal.votes.some((cast) => cast.member === member)) reasons.push('GovernorAlreadyCastVote')
  return reasons
}

function vote({ state, law }: Model, step: Of<'vote'>): void {
  const proposal = at(state, step.proposal)
  const member = voterOf({ state, law }, step.by) ?? ''
  const reached = quorumReached(state, law, proposal)
  proposal.votes.push({ member, support: step.support, weight: votesAt(state, law, member, law.rollAt(proposal)) })
  extendIfLate(state, law, proposal, reached)
}

function voterOf({ state, law }: Model, by: Hex): string | undefined {
  const held = state.keys[by]
  if (law.suspendedVote && held?.role === 'officer') return held.member
  return actingFor(state, by, 'officer')?.name
}

function queue(state: State, index: number): void {
  const proposal = at(state, index)
  proposal.eta = state.now + proposal.rule.timelock
}

function execute(model: Model, step: Of<'execute'>): readonly string[] {
  const proposal = at(model.state, step.proposal)
  const reasons = stateRefusals(model, step, ['queued'])
  // The specification says that what is not queued cannot run; the governor leaves saying so to the timelock.
  if (stateOf(model.state, model.law, proposal) === 'succeeded') reasons.push('TimelockUnexpectedOperationState')
  if (proposal.eta !== undefined && !model.law.isDue(model.state.now, proposal.eta)) reasons.push('TimelockRunning')
  if (reasons.length > 0) return reasons
  const before = structuredClone(model.state)
  proposal.executed = true
  for (const action of proposal.actions) {
    const refused = actionRefusals(model.state, model.law, action)
    if (refused.length > 0) {
      model.state = before
      return refused
    }
    carryOut(model.state, model.law, action)
  }
  return []
}

function cancelRefusals(model: Model, step: Of<'cancel'>): string[] {
  const proposal = at(model.state, step.proposal)
  const now = stateOf(model.state, model.law, proposal)
  const allowed = now === 'pending' || (now === 'active' && !model.law.cancelledOnlyPending)
  const reasons = step.swapped ? ['GovernorNonexistentProposal'] : []
  const own = proposal.proposer === step.by && actingFor(model.state, step.by, 'officer') !== undefined
  return allowed && own ? reasons : [...reasons, 'GovernorUnableToCancel']
}

function stateRefusals({ state, law }: Model, step: Of<'queue' | 'execute'>, allowed: readonly string[]): string[] {
  if (step.swapped) return ['GovernorNonexistentProposal']
  const now = stateOf(state, law, at(state, step.proposal))
  return allowed.includes(now) ? [] : ['GovernorUnexpectedProposalState']
}

function unless(reasons: readonly string[], effect: () => void): readonly string[] {
  if (reasons.length === 0) effect()
  return reasons
}

function at(state: State, index: number): Proposal {
  const found = state.proposals[index]
  if (found === undefined) throw new RangeError(`no proposal ${index}`)
  return found
}

const ids = new WeakMap<readonly Action[], Map<Hex, bigint>>()

function idOf(proposed: Pick<Proposal, 'actions' | 'description'>): bigint {
  const { actions, description } = proposed
  const known = ids.get(actions) ?? new Map<Hex, bigint>()
  const id = known.get(description) ?? proposalId(asProposed(proposed))
  ids.set(actions, known.set(description, id))
  return id
}

function asProposed({ actions, description }: Pick<Proposal, 'actions' | 'description'>) {
  return { actions: actions.map(callOf), description }
}

function call(contract: keyof typeof predeploys, name: string, given: readonly unknown[]): { to: Hex; data: Hex } {
  return { to: predeploys[contract], data: interfaceOf(contract).encodeFunctionData(name, given) as Hex }
}
