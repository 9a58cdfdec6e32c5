import type { Law } from './law.ts'
import type { Action, Amendment, State } from './state.ts'

/** What all nodes configure alike, as decisions change it. */

export type Amending = Extract<Action, { kind: 'scheduleFork' | 'scheduleBlockPeriod' | 'cancelAmendment' }>

export function amendmentRefusals(state: State, law: Law, action: Amending): string[] {
  switch (action.kind) {
    case 'scheduleFork':
      return [...forkRefusals(state, law, action.fork), ...timeRefusals(state, law, action.beginsAt)]
    case 'scheduleBlockPeriod': {
      const reasons = timeRefusals(state, law, action.beginsAt)
      const fits = action.seconds >= 1 && action.seconds <= law.longestPeriod
      return fits ? reasons : [...reasons, 'InvalidBlockPeriod']
    }
    case 'cancelAmendment': {
      const amendment = state.amendments[action.number]
      if (amendment === undefined) return ['NoSuchAmendment']
      const reasons = amendment.cancelledAt === 0 || !law.cancelledOnce ? [] : ['NoSuchAmendment']
      return law.cancelledInTime ? [...reasons, ...tooSoon(state, law, amendment.beginsAt)] : reasons
    }
  }
}

export function amend({ now, amendments }: State, action: Amending): void {
  if (action.kind === 'cancelAmendment') {
    const amendment = amendments[action.number]
    if (amendment !== undefined) amendment.cancelledAt = now
    return
  }
  const { beginsAt } = action
  const fork = action.kind === 'scheduleFork' ? action.fork : ''
  const blockPeriod = action.kind === 'scheduleBlockPeriod' ? action.seconds : 0
  amendments.push({ beginsAt, fork, blockPeriod, decidedAt: now, cancelledAt: 0 })
}

function forkRefusals({ amendments }: State, law: Law, fork: string): string[] {
  const reasons = /^[a-z][a-z0-9-]*$/.test(fork) ? [] : ['InvalidFork']
  const counts = (one: Amendment) => one.cancelledAt === 0 || !law.cancelledForksComeAgain
  const known = amendments.some((one) => one.fork === fork && counts(one))
  return known && law.forksBeginOnce ? [...reasons, 'ForkScheduled'] : reasons
}

function timeRefusals(state: State, law: Law, beginsAt: number): string[] {
  const reasons = tooSoon(state, law, beginsAt)
  if (beginsAt > state.now + law.furthest) reasons.push('AmendmentTooLate')
  const standing = state.amendments.filter(({ cancelledAt }) => cancelledAt === 0 || law.cancelledKeepTheirPlace)
  const last = Math.max(0, ...standing.map((one) => one.beginsAt))
  return law.follows(beginsAt, last) ? reasons : [...reasons, 'AmendmentNotInOrder']
}

function tooSoon({ now }: State, law: Law, beginsAt: number): string[] {
  return beginsAt < now + law.lead ? ['AmendmentTooSoon'] : []
}
