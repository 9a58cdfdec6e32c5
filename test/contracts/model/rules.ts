import { type DecisionClass, decisionClasses } from '../../../network/consortium/decision-class.ts'
import { picked } from './choices.ts'
import type { Rule, State } from './state.ts'

/** The rules of decisions that histories ask for. */

const PRESETS = [
  { quorum: 5000, majority: 5000, veto: false },
  { quorum: 6667, majority: 6000, veto: true },
  { quorum: 0, majority: 5000, veto: false },
  { quorum: 10_000, majority: 9999, veto: false },
  { quorum: 3334, majority: 6667, veto: false },
]

/** Mostly the class of a proposal that is still open: its own rule must not change. */
export function classFor({ proposals }: State, which: number): DecisionClass {
  const open = proposals.filter(({ executed, cancelled }) => !executed && !cancelled).map((proposal) => proposal.class)
  return picked(which % 2 === 0 && open.length > 0 ? open : decisionClasses, which) ?? 'admission'
}

/** All of all chambers. */
export function strictest({ chambers }: State): Rule {
  const times = { votingDelay: 0, votingPeriod: 400, timelock: 0, grace: 1000 }
  const all = { quorum: 10_000, majority: 9999, veto: false }
  return { ...times, chambersNeeded: chambers.length, chambers: chambers.map(() => all) }
}

export function ruleFor(state: State, which: number, extra: number): Rule {
  const count = state.chambers.length
  const unsound = which >= 56
  const chambers = state.chambers.map(
    (_, i) => PRESETS[(extra + i) % PRESETS.length] ?? { quorum: 0, majority: 5000, veto: false },
  )
  return {
    votingDelay: [0, 60, 1][extra % 3] ?? 0,
    votingPeriod: unsound && extra % 3 === 0 ? 0 : 400,
    timelock: [120, 0][extra % 2] ?? 0,
    grace: 1000,
    chambersNeeded: unsound && extra % 3 === 1 ? count + 1 : 1 + (extra % count),
    chambers: unsound && extra % 3 === 2 ? chambers.slice(1) : chambers,
  }
}
