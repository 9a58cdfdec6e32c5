import { proposalId } from '../../../network/governance/proposal.ts'
import type { Hex } from '../../../network/hex.ts'
import { actingFor, memberNamed } from './acting.ts'
import { actionRefusals, carryOut, classOf } from './actions.ts'
import { callOf } from './calls.ts'
import type { Law } from './law.ts'
import type { Model } from './model.ts'
import { stateOf } from './polls.ts'
import type { Action, Proposal, State } from './state.ts'

/** A proposal from its making to its end, votes apart. */

export interface Proposing {
  readonly by: Hex
  readonly actions: readonly Action[]
  readonly description: Hex
}

/** What is done with a proposal. */
export interface OfProposal {
  readonly by: Hex
  readonly proposal: number
  /** Its calls are not those that were voted on. */
  readonly swapped: boolean
}

export function proposalAt(state: State, index: number): Proposal {
  const found = state.proposals[index]
  if (found === undefined) throw new RangeError(`no proposal ${index}`)
  return found
}

export function proposeRefusals(model: Model, { by, actions, description }: Proposing): string[] {
  const reasons = actingFor(model, by, 'officer') === undefined ? ['OnlyOfficer'] : []
  if (!/^0x[0-9a-f]{64}$/.test(description)) reasons.push('FreeText')
  if (actions.length === 0) reasons.push('GovernorInvalidProposalLength')
  const classes = actions.map((action) => classOf(model.law, action))
  const keys = classes[0] === 'keys' && model.law.keysChangeOneByOne
  if (new Set(classes).size > 1 || (keys && actions.length > 1)) reasons.push('MixedClasses')
  else if (namesNobodyWithKeys(model.state, actions)) reasons.push('UnexpectedStatus')
  const id = idOf({ actions, description })
  if (model.state.proposals.some((made) => made.id === id)) reasons.push('GovernorUnexpectedProposalState')
  return reasons
}

/** Keys are replaced of members that are active, barred or not. */
function namesNobodyWithKeys({ members }: State, [first]: readonly Action[]): boolean {
  if (first?.kind !== 'replaceKeys') return false
  return members.find(({ name }) => name === first.card.body.member)?.status !== 'active'
}

/** That of the member whose keys are replaced, where others are in it; every one, where the rule of keys is. */
function ownChamber({ members }: State, law: Law, action: Action | undefined): Proposal['own'] {
  if (action?.kind === 'setRule' && action.class === 'keys') return law.everyChamberIsAsked ? 'every' : undefined
  const member = action?.kind === 'replaceKeys' ? memberNamed({ members }, action.card.body.member) : undefined
  const others = members.filter(({ chamber, name }) => chamber === member?.chamber && name !== member.name)
  return law.ownChamberIsAsked(others) ? member?.chamber : undefined
}

export function propose({ state, law }: Model, { by, actions, description }: Proposing): void {
  const [first] = actions
  const of = first === undefined ? 'upgrade' : classOf(law, first)
  const rule = state.rules[of].at(-1)
  if (rule === undefined) throw new RangeError(`no rule for ${of}`)
  const snapshot = state.now + rule.votingDelay
  state.proposals.push({
    id: idOf({ actions, description }),
    actions,
    description,
    class: of,
    rule,
    version: state.rules[of].length,
    proposer: by,
    own: ownChamber(state, law, first),
    madeAt: state.now,
    snapshot,
    deadline: snapshot + rule.votingPeriod,
    votes: [],
    executed: false,
    cancelled: false,
  })
}

export function queueRefusals(model: Model, step: OfProposal): string[] {
  return stateRefusals(model, step, 'succeeded')
}

export function queue(state: State, index: number): void {
  const proposal = proposalAt(state, index)
  proposal.eta = state.now + proposal.rule.timelock
}

/** Does it all or nothing; returns every error that refuses it. */
export function execute(model: Model, step: OfProposal): readonly string[] {
  const { state, law } = model
  const proposal = proposalAt(state, step.proposal)
  const reasons = stateRefusals(model, step, 'queued')
  // The specification says that what is not queued cannot run; the governor leaves saying so to the timelock.
  if (stateOf(state, law, proposal) === 'succeeded') reasons.push('TimelockUnexpectedOperationState')
  if (proposal.eta !== undefined && !law.isDue(state.now, proposal.eta)) reasons.push('TimelockRunning')
  if (reasons.length > 0) return reasons
  const before = structuredClone(state)
  proposal.executed = true
  for (const action of proposal.actions) {
    const refused = actionRefusals(state, law, action)
    if (refused.length > 0) {
      model.state = before
      return refused
    }
    carryOut(state, law, action)
  }
  return []
}

export function cancelRefusals(model: Model, step: OfProposal): string[] {
  const proposal = proposalAt(model.state, step.proposal)
  const now = stateOf(model.state, model.law, proposal)
  const allowed = now === 'pending' || (now === 'active' && !model.law.cancelledOnlyPending)
  const reasons = step.swapped ? ['GovernorNonexistentProposal'] : []
  const own = proposal.proposer === step.by && actingFor(model, step.by, 'officer') !== undefined
  return allowed && own ? reasons : [...reasons, 'GovernorUnableToCancel']
}

/** What a proposal asks the contracts for. */
export function asProposed({ actions, description }: Pick<Proposal, 'actions' | 'description'>) {
  return { actions: actions.map(callOf), description }
}

function stateRefusals({ state, law }: Model, step: OfProposal, allowed: 'succeeded' | 'queued'): string[] {
  if (step.swapped) return ['GovernorNonexistentProposal']
  const now = stateOf(state, law, proposalAt(state, step.proposal))
  return allowed === now ? [] : ['GovernorUnexpectedProposalState']
}

const ids = new WeakMap<readonly Action[], Map<Hex, bigint>>()

function idOf(proposed: Pick<Proposal, 'actions' | 'description'>): bigint {
  const { actions, description } = proposed
  const known = ids.get(actions) ?? new Map<Hex, bigint>()
  const id = known.get(description) ?? proposalId(asProposed(proposed))
  ids.set(actions, known.set(description, id))
  return id
}
