import { decisionClasses } from '../../../network/consortium/decision-class.ts'
import { proposalStates } from '../../../network/governance/proposal.ts'
import type { Hex } from '../../../network/hex.ts'
import { organisationId, slugBytes32 } from '../../../network/slug.ts'
import { acts, statusNow } from './acting.ts'
import { heldNow, votesAt } from './book.ts'
import type { View } from './chain.ts'
import { runningLease } from './leases.ts'
import type { Model } from './model.ts'
import { isValidator, liveNodes } from './nodes.ts'
import { countIn, endOf, stateOf } from './polls.ts'
import { type Member, type Node, nodeStates, type Proposal, type Rule, type State, statuses } from './state.ts'

/** Values as a view's ABI has them, structs as lists, numbers as text, addresses in lower case. */
export type Value = string | boolean | readonly Value[]

export interface Expected {
  readonly view: View
  readonly value: Value
}

/** Everything that the contracts say of governance, and what the model has them say. */
export function expected(model: Model): Expected[] {
  const { state } = model
  return [
    ...ofMembers(model),
    ...ofNodes(model),
    ...ofCouncil(state),
    ...ofAmendments(state),
    ...ofRules(state),
    ...state.proposals.flatMap((_, i) => ofProposal(model, i)),
  ]
}

const ZERO = `0x${'0'.repeat(40)}`
const DUTIES = ['validator', 'observer']

function ofMembers(model: Model): Expected[] {
  const { state, law } = model
  const { members, keys, nonces, council } = state
  const ids = members.map(({ name }) => organisationId(name))
  const acting = members.filter((member) => acts(state, law, member))
  const accounts = acting.flatMap(({ officer, agent }) => [officer, agent])
  const voters = new Set([...members.map(({ officer }) => officer), ...(Object.keys(nonces) as Hex[])])
  return [
    says('MemberRegistry', 'organisations', [], ids),
    says('MemberRegistry', 'accounts', [], accounts, council.running !== undefined),
    ...members.flatMap((member) => ofMember(model, member)),
    ...Object.entries(keys).map(([key, { role }]) =>
      says('MemberRegistry', 'roleOf', [key], String(ROLES.indexOf(role))),
    ),
    ...[...voters].map((key) => says('ConsortiumGovernor', 'nonces', [key], String(nonces[key] ?? 0))),
    says('CheckpointBoard', 'threshold', [], String(state.threshold)),
  ]
}

const ROLES = ['none', 'officer', 'agent', 'checkpoint', 'retired']

function ofMember({ state, law }: Model, member: Member): Expected[] {
  const id = organisationId(member.name)
  const held = heldNow(state, law, member)
  const { officer, agent, checkpoint, issuedAt, admittedAt, cardHash } = member
  const chamber = state.chambers.indexOf(member.chamber)
  const status = statuses.indexOf(statusNow(state, law, member))
  const order = [chamber, state.members.indexOf(member), status].map(String)
  const times = [issuedAt, admittedAt].map(String)
  const vote = [organisationId(held.by), String(held.until)]
  const all = [id, ...order, officer, agent, checkpoint, ...times, cardHash, ...vote]
  const votes = String(votesAt(state, law, member.name, state.now))
  // By time alone delegations and emergencies end.
  const delegated = state.members.some(({ delegatedUntil }) => delegatedUntil !== 0)
  const timed = delegated || state.council.running !== undefined
  return [
    says('MemberRegistry', 'organisation', [id], all, timed),
    says('MemberRegistry', 'getVotes', [id], votes, timed),
  ]
}

function ofNodes({ state, law }: Model): Expected[] {
  const order = new Map(state.members.map(({ name }, i) => [name, i]))
  const nodes = state.nodes.toSorted((a, b) => (order.get(a.member) ?? 0) - (order.get(b.member) ?? 0))
  const { number, node, activation, needed, confirmations } = state.change
  const change = [node ?? ZERO, activation, String(needed), String(confirmations), String(number)]
  const lease = runningLease(state, law)
  const held = lease === undefined ? [ZERO, ZERO] : [lease.node, organisationId(lease.member)]
  const times = [lease?.since ?? 0, lease?.until ?? 0].map(String)
  return [
    says('NodeRegistry', 'nodes', [], nodes.map(registered)),
    says(
      'NodeRegistry',
      'validators',
      [],
      nodes.filter(isValidator).map(({ address }) => address),
    ),
    says('NodeRegistry', 'validatorCount', [], String(nodes.filter(isValidator).length)),
    says('NodeRegistry', 'changeInFlight', [], change),
    says('NodeRegistry', 'lease', [], [...held, ...times], state.lease !== undefined),
    ...state.members.flatMap(({ name }) => {
      const has = state.confirmed[number]?.includes(name) ?? false
      const id = organisationId(name)
      return [
        says('NodeRegistry', 'liveNodesOf', [id], String(liveNodes(state, name))),
        says('NodeRegistry', 'hasConfirmed', [number, id], has),
      ]
    }),
  ]
}

function registered({ address, member, name, duty, state, publicKey }: Node): Value {
  const numbers = [DUTIES.indexOf(duty), nodeStates.indexOf(state)].map(String)
  return [address, organisationId(member), slugBytes32(name), ...numbers, publicKey]
}

function ofCouncil({ council, members }: State): Expected[] {
  const { settings, actions, running } = council
  const runs =
    running === undefined ? [ZERO, '0', '0'] : [organisationId(running.member), ...[running.until, actions].map(String)]
  return [
    says('EmergencyCouncil', 'settings', [], [settings.signers, settings.lapse, settings.rest].map(String)),
    says('EmergencyCouncil', 'running', [], runs),
    says('EmergencyCouncil', 'count', [], String(actions)),
    ...members.map(({ name }) =>
      says('EmergencyCouncil', 'restsUntil', [organisationId(name)], String(council.restsUntil[name] ?? 0)),
    ),
  ]
}

function ofAmendments({ amendments }: State): Expected[] {
  const all = amendments.map(({ beginsAt, fork, blockPeriod, decidedAt, cancelledAt }) => {
    const times = [beginsAt, blockPeriod, decidedAt, cancelledAt].map(String)
    return [String(fork === '' ? 1 : 0), ...times, slugBytes32(fork)]
  })
  return [says('Amendments', 'amendments', [], all)]
}

function ofRules(state: State): Expected[] {
  return decisionClasses.map((name, i) => {
    const rule = state.rules[name].at(-1)
    return says(
      'ConsortiumGovernor',
      'ruleFor',
      [i],
      [rule === undefined ? [] : ruleValue(rule), String(state.rules[name].length)],
    )
  })
}

function ofProposal(model: Model, index: number): Expected[] {
  const { state, law } = model
  const proposal = state.proposals[index]
  if (proposal === undefined) return []
  const { id, snapshot, proposer, eta, rule, version, executed, cancelled } = proposal
  const of = (name: string, value: Value, timed = false) => says('ConsortiumGovernor', name, [id], value, timed)
  const snapped = snapshot < state.now
  return [
    of('state', String(proposalStates.indexOf(stateOf(state, law, proposal))), !executed && !cancelled),
    of('proposalSnapshot', String(snapshot)),
    of('proposalDeadline', String(endOf(proposal))),
    of('proposalProposer', proposer),
    of('proposalEta', String(eta ?? 0)),
    of('classOfProposal', String(decisionClasses.indexOf(proposal.class))),
    of('ruleOf', [ruleValue(rule), String(version)]),
    ...state.chambers.map((chamber, i) => {
      const count = countIn(state, law, proposal, chamber)
      const value = [count.for, count.against, count.abstain, snapped ? count.size : 0].map(String)
      return says('ConsortiumGovernor', 'tally', [id, i], value, state.now <= snapshot + 1)
    }),
    ...askedWhetherTheyVoted(model, proposal).map((name) =>
      says(
        'ConsortiumGovernor',
        'hasVoted',
        [id, organisationId(name)],
        proposal.votes.some(({ member }) => member === name),
      ),
    ),
  ]
}

/** All, when the vote is not open; while it is, who voted last: each vote would ask all of them anew. */
function askedWhetherTheyVoted({ state, law }: Model, proposal: Proposal): string[] {
  if (stateOf(state, law, proposal) !== 'active') return state.members.map(({ name }) => name)
  return proposal.votes.slice(-1).map(({ member }) => member)
}

function ruleValue({ votingDelay, votingPeriod, timelock, grace, chambersNeeded, chambers }: Rule): Value {
  const numbers = [votingDelay, votingPeriod, timelock, grace, chambersNeeded].map(String)
  return [...numbers, chambers.map(({ quorum, majority, veto }) => [String(quorum), String(majority), veto])]
}

function says(contract: View['contract'], name: string, given: View['given'], value: Value, timed = false): Expected {
  return { view: { contract, name, given, timed }, value }
}
