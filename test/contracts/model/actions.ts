import type { DecisionClass } from '../../../network/consortium/decision-class.ts'
import { decisionClasses } from '../../../network/consortium/decision-class.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { membershipAction, retireAction, type Action as Call } from '../../../network/governance/action.ts'
import type { Hex } from '../../../network/hex.ts'
import type { Law } from './law.ts'
import { cardRefusals, changeStatus, statusRefusals, takeCard } from './membership.ts'
import type { Action, Rule, State } from './state.ts'
import { retire, retireRefusals, settle, settleRefusals } from './validators.ts'

/** What decisions do once they are carried out, and what class each is of. */

export function classOf(action: Action): DecisionClass {
  if (action.kind === 'setRule') return action.class
  return CLASSES[action.kind]
}

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
} as const satisfies Record<Exclude<Action['kind'], 'setRule'>, DecisionClass>

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
  }
}

export function carryOut(state: State, law: Law, action: Action): void {
  switch (action.kind) {
    case 'admit':
    case 'addNodes':
    case 'replaceKeys':
      takeCard(state, action)
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
  }
}

const calls = new WeakMap<Action, Call>()

/** The call that a proposal makes for an action. Encoded once: it is asked for again and again. */
export function callOf(action: Action): Call {
  const known = calls.get(action) ?? encodedCall(action)
  calls.set(action, known)
  return known
}

function encodedCall(action: Action): Call {
  switch (action.kind) {
    case 'admit':
    case 'addNodes':
    case 'replaceKeys':
      return { target: predeploys.MemberRegistry, calldata: action.card.calldata }
    case 'suspend':
    case 'reinstate':
    case 'expel':
      return membershipAction(action.kind, action.member)
    case 'retire':
      return retireAction(action.node)
    case 'settleChange':
      return encoded('NodeRegistry', 'settleChange', [action.node])
    case 'setRule':
      return encoded('ConsortiumGovernor', 'setRule', [decisionClasses.indexOf(action.class), action.rule])
    case 'setThreshold':
      return encoded('CheckpointBoard', 'setThreshold', [action.value])
  }
}

function encoded(
  contract: 'NodeRegistry' | 'ConsortiumGovernor' | 'CheckpointBoard',
  call: string,
  given: unknown[],
): Call {
  return { target: predeploys[contract], calldata: interfaceOf(contract).encodeFunctionData(call, given) as Hex }
}

function isSound({ votingPeriod, grace, chambersNeeded, chambers }: Rule, count: number): boolean {
  const shaped = votingPeriod > 0 && grace > 0 && chambersNeeded > 0 && chambersNeeded <= count
  const bounded = chambers.every(({ quorum, majority }) => quorum <= 10_000 && majority >= 5000 && majority <= 9999)
  return shaped && bounded && chambers.length === count
}
