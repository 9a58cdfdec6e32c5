import type { ProposalState } from '../../../network/governance/proposal.ts'
import { sizeAt } from './book.ts'
import type { Count, Law } from './law.ts'
import type { ChamberRule, Proposal, Rule, State, Support } from './state.ts'

/** What the votes on a proposal come to. */

export function countIn(state: State, law: Law, proposal: Proposal, chamber: string): Count {
  const members = new Set(state.members.filter((one) => one.chamber === chamber).map(({ name }) => name))
  const sum = (support: Support) =>
    proposal.votes
      .filter((vote) => vote.support === support && members.has(vote.member))
      .reduce((total, { weight }) => total + weight, 0)
  const size = sizeAt(state, law, { chamber, of: proposal.class, at: law.rollAt(proposal) })
  return { for: sum('for'), against: sum('against'), abstain: sum('abstain'), size }
}

/** Enough chambers have cast what they ask for. */
export function quorumReached(state: State, law: Law, proposal: Proposal): boolean {
  return enough(state, law, proposal, ({ count, asked }) => law.turnedOut(count, asked))
}

/** Enough chambers turned out and agreed, and none that has a veto used it. */
export function passes(state: State, law: Law, proposal: Proposal): boolean {
  if (judged(state, law, proposal).some(({ count, asked }) => law.vetoed(count, asked))) return false
  return enough(state, law, proposal, ({ count, asked }) => law.turnedOut(count, asked) && law.agreed(count, asked))
}

export function stateOf(state: State, law: Law, proposal: Proposal): ProposalState {
  const { now } = state
  const { grace } = ruleOf(state, law, proposal)
  if (proposal.executed) return 'executed'
  if (proposal.cancelled) return 'cancelled'
  if (now <= proposal.snapshot) return 'pending'
  if (law.isOpen(now, endOf(proposal))) return 'active'
  if (!passes(state, law, proposal)) return 'defeated'
  if (law.isOver(now, proposal.eta ?? endOf(proposal), grace)) return 'expired'
  return proposal.eta === undefined ? 'succeeded' : 'queued'
}

export function endOf({ deadline, extended }: Proposal): number {
  return extended ?? deadline
}

/** Extends the vote when its quorum came in the last quarter: once, as votes are not taken back. */
export function extendIfLate(state: State, law: Law, proposal: Proposal, reachedBefore: boolean): void {
  const share = law.lateShare(ruleOf(state, law, proposal).votingPeriod)
  const late = state.now + share > proposal.deadline
  if (late && !reachedBefore && quorumReached(state, law, proposal)) proposal.extended = state.now + share
}

export function ruleOf(state: State, law: Law, proposal: Proposal): Rule {
  return law.keepsItsRule ? proposal.rule : (state.rules[proposal.class].at(-1) ?? proposal.rule)
}

interface Judged {
  readonly chamber: string
  readonly count: Count
  readonly asked: ChamberRule
}

/** As many chambers as are needed, and the proposal's own where it has one. */
function enough(state: State, law: Law, proposal: Proposal, met: (one: Judged) => boolean): boolean {
  const chambers = judged(state, law, proposal)
  if (chambers.some((one) => one.chamber === proposal.own && !met(one))) return false
  return chambers.filter(met).length >= ruleOf(state, law, proposal).chambersNeeded
}

function judged(state: State, law: Law, proposal: Proposal): Judged[] {
  const { chambers } = ruleOf(state, law, proposal)
  return state.chambers.flatMap((chamber, i) => {
    const asked = chambers[i]
    return asked === undefined ? [] : [{ chamber, count: countIn(state, law, proposal, chamber), asked }]
  })
}
