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

export function endOf({ deadline, extended }: Pick<Proposal, 'deadline' | 'extended'>): number {
  return extended ?? deadline
}

/** Moves the end of a vote where it comes to pass in the last quarter: each time, as anybody may turn it back and be answered. */
export function extendIfLate(state: State, law: Law, proposal: Proposal, passedBefore: boolean): void {
  const answered = state.now + law.lateShare(ruleOf(state, law, proposal).votingPeriod)
  const may = law.extendsAgain || proposal.extended === undefined
  const turns = !passedBefore && passes(state, law, proposal)
  if (may && turns && answered > endOf(proposal)) proposal.extended = answered
}

export function ruleOf(state: State, law: Law, proposal: Proposal): Rule {
  return law.keepsItsRule ? proposal.rule : (state.rules[proposal.class].at(-1) ?? proposal.rule)
}

interface Judged {
  readonly chamber: string
  readonly count: Count
  readonly asked: ChamberRule
}

/** As many chambers as are needed, and the proposal's own where it has one, or every one. */
function enough(state: State, law: Law, proposal: Proposal, met: (one: Judged) => boolean): boolean {
  const chambers = judged(state, law, proposal)
  const { own } = proposal
  if (chambers.some((one) => (own === 'every' || one.chamber === own) && !met(one))) return false
  return chambers.filter(met).length >= ruleOf(state, law, proposal).chambersNeeded
}

function judged(state: State, law: Law, proposal: Proposal): Judged[] {
  const { chambers } = ruleOf(state, law, proposal)
  return state.chambers.flatMap((chamber, i) => {
    const asked = chambers[i]
    return asked === undefined ? [] : [{ chamber, count: countIn(state, law, proposal, chamber), asked }]
  })
}
