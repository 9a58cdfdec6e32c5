import { decisionClasses } from '../../../network/consortium/decision-class.ts'
import { type PredeployName, predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import {
  type Action as Call,
  amendmentAction,
  boardAction,
  membershipAction,
  ratifyAction,
  retireAction,
} from '../../../network/governance/action.ts'
import type { Hex } from '../../../network/hex.ts'
import type { Action } from './state.ts'

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
      return boardAction(action.kind, action.value)
    case 'ratify':
      return ratifyAction(action.number)
    case 'setSettings':
      return encoded('EmergencyCouncil', 'setSettings', [action.settings])
    case 'scheduleFork':
      return amendmentAction({ ...action, kind: 'fork' })
    case 'scheduleBlockPeriod':
      return amendmentAction({ ...action, kind: 'block-period' })
    case 'cancelAmendment':
      return amendmentAction({ ...action, kind: 'cancel' })
  }
}

function encoded(contract: PredeployName, call: string, given: readonly unknown[]): Call {
  return { target: predeploys[contract], calldata: interfaceOf(contract).encodeFunctionData(call, given) as Hex }
}
