import type { DecisionClass } from '../../../network/consortium/decision-class.ts'
import type { Flaw } from './cards.ts'
import { nodeOf, picked } from './choices.ts'
import { STRANGER } from './keyring.ts'
import { classFor, ruleFor } from './rules.ts'
import { cardFor } from './shown-cards.ts'
import type { Action, Settings, State } from './state.ts'

export interface Subject {
  readonly action: Action['kind']
  readonly which: number
  readonly extra: number
  readonly flaw: Flaw
}

/** The action that a subject means, as things are. */
export function actionOf(state: State, { action, which, extra, flaw }: Subject): Action {
  switch (action) {
    case 'admit':
    case 'addNodes':
    case 'replaceKeys':
      return { kind: action, card: cardFor(state, { kind: action, which, extra, flaw }) }
    case 'suspend':
    case 'reinstate':
    case 'expel':
      return membershipFor(state, action, which)
    case 'retire':
      return { kind: action, node: nodeOf(state, which) }
    case 'settleChange':
      return { kind: action, node: which < 48 ? (state.change.node ?? STRANGER) : nodeOf(state, which) }
    case 'setRule':
      return { kind: action, class: classFor(state, which), rule: ruleFor(state, which, extra) }
    case 'setThreshold':
      return { kind: action, value: which % 8 }
    case 'ratify':
      return { kind: action, number: which < 48 ? state.council.actions : which % 4 }
    case 'setSettings':
      return { kind: action, settings: settingsFor(which, extra) }
    case 'scheduleFork':
      return { kind: action, fork: picked(FORKS, which) ?? '', beginsAt: beginningFor(state, extra) }
    case 'scheduleBlockPeriod':
      return { kind: action, seconds: picked(PERIODS, which) ?? 0, beginsAt: beginningFor(state, extra) }
    case 'cancelAmendment':
      return { kind: action, number: amendmentFor(state, which) }
  }
}

/** The last of each list is not sound. */
function settingsFor(which: number, extra: number): Settings {
  const unsound = which >= 48
  const of = (sound: readonly number[], not: number, at: number) =>
    unsound && extra % 3 === at ? not : (picked(sound, which + extra) ?? not)
  return { signers: of([2, 3], 1, 0), lapse: of([120, 60, 500], 0, 1), rest: of([300, 100, 1], 0, 2) }
}

const FORKS = ['osaka', 'osaka', 'bpo1', 'bpo2', 'osaka', 'bpo3', 'Osaka']
const PERIODS = [1, 2, 60, 4, 61, 5, 0]

/** Around the soonest and the latest that a decision made now can set, and around what stands. */
export function beginningFor(state: State, n: number): number {
  const soonest = carriedOutAt(state, 'parameters') + LEAD
  const last = Math.max(soonest, ...state.amendments.map(({ beginsAt }) => beginsAt))
  const latest = soonest - LEAD + FURTHEST
  const candidates = [soonest, soonest - 1, soonest + FAR, last, last + 1, last + FAR, latest, latest + 1]
  return candidates[n % 8] ?? soonest
}

/** When what is proposed now is carried out, if nothing keeps it. */
export function carriedOutAt({ now, rules }: State, of: DecisionClass): number {
  const { votingDelay = 0, votingPeriod = 0, timelock = 0 } = rules[of].at(-1) ?? {}
  return now + votingDelay + votingPeriod + 1 + timelock
}

const LEAD = 3600
const FURTHEST = 366 * 86_400
/** Far enough ahead to be taken back. */
const FAR = 5000

/** Mostly one that stands. */
function amendmentFor({ amendments }: State, which: number): number {
  const standing = amendments.flatMap(({ cancelledAt }, i) => (cancelledAt === 0 ? [i] : []))
  return (which < 48 ? picked(standing, which) : undefined) ?? which % (amendments.length + 1)
}

/** Mostly one to whom it can be done, with a liking for those who delegated, or whose node waits. */
function membershipFor(state: State, wanted: 'suspend' | 'reinstate' | 'expel', which: number): Action {
  const { members, nodes } = state
  const barred = state.council.running?.member
  const suspended = members.filter(({ name, status }) => status === 'suspended' || name === barred)
  const kind = wanted === 'reinstate' && suspended.length === 0 && which < 48 ? 'suspend' : wanted
  const active = members.filter(({ status }) => status === 'active')
  const waiting = new Set(nodes.filter(({ state: of }) => of === 'synced').map((node) => node.member))
  const concerned = active.filter(({ name, delegate }) => delegate !== name || waiting.has(name))
  const bare = members.filter(({ name }) => nodes.every((node) => node.member !== name || node.state === 'retired'))
  const fit = {
    suspend: which % 2 === 0 && concerned.length > 0 ? concerned : active,
    reinstate: suspended,
    expel: bare,
  }[kind]
  const member = picked(which < 48 && fit.length > 0 ? fit : members, which)
  return { kind, member: member?.name ?? '' }
}
