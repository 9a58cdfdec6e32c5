import type { DecisionClass } from '../../../network/consortium/decision-class.ts'
import { amend, amendmentRefusals } from './amendments.ts'
import { ratify, ratifyRefusals, settingsRefusals } from './council.ts'
import type { Law } from './law.ts'
import { cardRefusals, changeStatus, statusRefusals, takeCard } from './membership.ts'
import type { Action, Rule, State } from './state.ts'
import { retire, retireRefusals, settle, settleRefusals } from './validators.ts'

/** What decisions do once they are carried out, and what class each is of. */

export function classOf(law: Law, action: Action): DecisionClass {
  switch (action.kind) {
    case 'setRule':
      return action.class
    case 'scheduleFork':
    case 'scheduleBlockPeriod':
    case 'cancelAmendment':
      return law.classOfAmendments
    default:
      return CLASSES[action.kind]
  }
}

type Fixed = Exclude<Action['kind'], 'setRule' | 'scheduleFork' | 'scheduleBlockPeriod' | 'cancelAmendment'>

const CLASSES = {
  admit: 'admission',
  addNodes: 'nodes',
  replaceKeys: 'keys',
  suspend: 'expulsion',
  reinstate: 'expulsion',
  expel: 'expulsion',
  retire: 'nodes',
  settleChange: 'nodes',
  setThreshold: 'parameters',
  ratify: 'emergency',
  setSettings: 'emergency',
} as const satisfies Record<Fixed, DecisionClass>

/** Why the timelock itself could not do this now. */
export function actionRefusals(state: State, law: Law, action: Action): string[] {
  switch (action.kind) {
    case 'admit':
    case 'addNodes':
    case 'replaceKeys':
      return cardRefusals(state, law, action)
    case 'suspend':
    case 'reinstate':
    case 'expel':
      return statusRefusals(state, law, action)
    case 'retire':
      return retireRefusals(state, law, action.node)
    case 'settleChange':
      return settleRefusals(state, action.node)
    case 'setRule':
      return isSound(action.rule, state.chambers.length) ? [] : ['InvalidRule']
    case 'setThreshold':
      return action.value > 0 ? [] : ['InvalidThreshold']
    case 'ratify':
      return ratifyRefusals(state, law, action.number)
    case 'setSettings':
      return settingsRefusals(law, action.settings)
    default:
      return amendmentRefusals(state, law, action)
  }
}

export function carryOut(state: State, law: Law, action: Action): void {
  switch (action.kind) {
    case 'admit':
    case 'addNodes':
    case 'replaceKeys':
      takeCard(state, law, action)
      break
    case 'suspend':
    case 'reinstate':
    case 'expel':
      changeStatus(state, law, action)
      break
    case 'retire':
      retire(state, law, action.node)
      break
    case 'settleChange':
      settle(state)
      break
    case 'setRule':
      state.rules[action.class].push(action.rule)
      break
    case 'setThreshold':
      state.threshold = action.value
      break
    case 'ratify':
      ratify(state, law)
      break
    case 'setSettings':
      state.council.settings = action.settings
      break
    default:
      amend(state, action)
  }
}

function isSound({ votingPeriod, grace, chambersNeeded, chambers }: Rule, count: number): boolean {
  const shaped = votingPeriod > 0 && grace > 0 && chambersNeeded > 0 && chambersNeeded <= count
  const bounded = chambers.every(({ quorum, majority }) => quorum <= 10_000 && majority >= 5000 && majority <= 9999)
  return shaped && bounded && chambers.length === count
}
