import type { Hex } from '../../../network/hex.ts'
import { actingFor } from './acting.ts'
import { votesAt } from './book.ts'
import type { Model } from './model.ts'
import { extendIfLate, passes, stateOf } from './polls.ts'
import type { SignedVote, State, Support } from './state.ts'
import { proposalAt } from './proposing.ts'

/** Votes, by an officer's own transaction or on paper that anyone brings. */

export interface Vote {
  readonly voter: Hex
  readonly proposal: number
  readonly support: Support
}

/** A signed vote as it is brought; what its paper says may be something else. */
export interface VoteOnPaper extends Vote {
  readonly paper: SignedVote
}

export function voteRefusals({ state, law }: Model, { voter, proposal: index }: Vote, replacedToo = false): string[] {
  const proposal = proposalAt(state, index)
  const reasons = stateOf(state, law, proposal) === 'active' ? [] : ['GovernorUnexpectedProposalState']
  const member = voterOf({ state, law }, voter, replacedToo)
  if (member === undefined) return [...reasons, 'OnlyOfficer']
  if (votesAt(state, law, member, law.rollAt(proposal)) === 0) reasons.push('NotOnRoll')
  if (proposal.votes.some((cast) => cast.member === member)) reasons.push('GovernorAlreadyCastVote')
  return reasons
}

export function vote({ state, law }: Model, { voter, proposal: index, support }: Vote): void {
  const proposal = proposalAt(state, index)
  const member = voterOf({ state, law }, voter, true) ?? ''
  const passed = passes(state, law, proposal)
  proposal.votes.push({ member, support, weight: votesAt(state, law, member, law.rollAt(proposal)) })
  extendIfLate(state, law, proposal, passed)
}

export function paperRefusals(model: Model, shown: VoteOnPaper): string[] {
  const reasons = voteRefusals(model, shown, model.law.replacedKeysVote)
  return holds(model, shown) ? reasons : [...reasons, 'GovernorInvalidSignature']
}

/** Counts it, and with it uses up the number that it was signed with. */
export function voteOnPaper(model: Model, shown: VoteOnPaper): void {
  vote(model, shown)
  if (model.law.countedVotesUseTheirNumber) useNumber(model.state, shown.voter)
}

export function useNumber({ nonces }: State, voter: Hex): void {
  nonces[voter] = (nonces[voter] ?? 0) + 1
}

/** Signed by the voter's key, of this choice on this proposal in this founding, and not yet used. */
function holds({ state: { nonces }, law }: Model, { voter, proposal, support, paper }: VoteOnPaper): boolean {
  const { validity } = paper
  const here = validity === 'here' || (validity !== 'garbled' && !law.votesNameTheFounding)
  return (
    here &&
    (paper.signer === voter || !law.votesAreSignedByVoters) &&
    (paper.proposal === proposal || !law.votesNameTheProposal) &&
    (paper.support === support || !law.votesNameTheChoice) &&
    (paper.nonce === (nonces[voter] ?? 0) || !law.votesNameTheirNumber)
  )
}

function voterOf({ state, law }: Model, key: Hex, replacedToo: boolean): string | undefined {
  const held = state.keys[key]
  const barred = held !== undefined && state.council.running?.member === held.member
  if (held?.role === 'officer' && (law.suspendedVote || (law.barredVote && barred))) return held.member
  if (held?.role === 'retired' && replacedToo) return held.member
  return actingFor({ state, law }, key, 'officer')?.name
}
