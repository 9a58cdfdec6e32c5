import { type Card, cardStruct } from '../ceremony/card.ts'
import type { Consortium, DecisionRule } from '../consortium/consortium.ts'
import { type DecisionClass, decisionClasses } from '../consortium/decision-class.ts'
import { predeploys } from '../genesis/addresses.ts'
import { interfaceOf } from '../genesis/interface-of.ts'
import type { Hex } from '../hex.ts'
import { organisationId, slugBytes32 } from '../slug.ts'
import { ruleStruct } from './rule-struct.ts'

/** One call that a proposal makes when it is executed. */
export interface Action {
  readonly target: Hex
  readonly calldata: Hex
}

/** Takes an organisation in: accounts, nodes and duties, all as its card has them, with the proofs of possession. */
export function admitAction(card: Card): Action {
  return cardAction('admit', card)
}

/** Gives a member the further nodes that its new card names. */
export function addNodesAction(card: Card): Action {
  return cardAction('addNodes', card)
}

/** Puts the keys of a new card in the place of a member's present ones. */
export function replaceKeysAction(card: Card): Action {
  return cardAction('replaceKeys', card)
}

/** Ends a node's duty for ever. @param node its address. */
export function retireAction(node: Hex): Action {
  const calldata = interfaceOf('NodeRegistry').encodeFunctionData('retire', [node])
  return { target: predeploys.NodeRegistry, calldata: calldata as Hex }
}

/** Ends the change of validators that is in flight where too few confirm it. @param node that it is of. */
export function settleChangeAction(node: Hex): Action {
  const calldata = interfaceOf('NodeRegistry').encodeFunctionData('settleChange', [node])
  return { target: predeploys.NodeRegistry, calldata: calldata as Hex }
}

/** Keeps what the emergency council did. @param number of its action. */
export function ratifyAction(number: number): Action {
  const calldata = interfaceOf('EmergencyCouncil').encodeFunctionData('ratify', [number])
  return { target: predeploys.EmergencyCouncil, calldata: calldata as Hex }
}

/** What emergency actions take, and how long they hold. */
export function emergencyAction({ signers, lapseSeconds, restSeconds }: Consortium['emergency']): Action {
  const given = [{ signers, lapse: lapseSeconds, rest: restSeconds }]
  const calldata = interfaceOf('EmergencyCouncil').encodeFunctionData('setSettings', given)
  return { target: predeploys.EmergencyCouncil, calldata: calldata as Hex }
}

/** Lets another member take a fleet. @param from whose it is. @param heir `from`, to take such a decision back. */
export function offerFleetAction(fleet: number, from: string, heir: string): Action {
  const given = [fleet, organisationId(from), organisationId(heir)]
  const calldata = interfaceOf('DeviceRegistry').encodeFunctionData('offer', given)
  return { target: predeploys.DeviceRegistry, calldata: calldata as Hex }
}

/** What a decision may do to a membership. */
export type MembershipChange = 'suspend' | 'reinstate' | 'expel'

export function membershipAction(change: MembershipChange, member: string): Action {
  const calldata = interfaceOf('MemberRegistry').encodeFunctionData(change, [organisationId(member)])
  return { target: predeploys.MemberRegistry, calldata: calldata as Hex }
}

/** A change of what all nodes configure alike. Times in Unix seconds. */
export type AmendmentChange =
  | { readonly kind: 'fork'; readonly fork: string; readonly beginsAt: number }
  | { readonly kind: 'block-period'; readonly seconds: number; readonly beginsAt: number }
  | { readonly kind: 'cancel'; readonly number: number }

export function amendmentAction(change: AmendmentChange): Action {
  return { target: predeploys.Amendments, calldata: amendmentCall(change) as Hex }
}

function amendmentCall(change: AmendmentChange): string {
  const amendments = interfaceOf('Amendments')
  switch (change.kind) {
    case 'fork':
      return amendments.encodeFunctionData('scheduleFork', [slugBytes32(change.fork), change.beginsAt])
    case 'block-period':
      return amendments.encodeFunctionData('scheduleBlockPeriod', [change.seconds, change.beginsAt])
    case 'cancel':
      return amendments.encodeFunctionData('cancel', [change.number])
  }
}

/** A number of the checkpoint board: how many members sign, or seconds of one window. */
export function boardAction(setter: 'setThreshold' | 'setCadence', value: number): Action {
  const calldata = interfaceOf('CheckpointBoard').encodeFunctionData(setter, [value])
  return { target: predeploys.CheckpointBoard, calldata: calldata as Hex }
}

/** The rule of a class of decisions, for proposals from then on. Itself a decision of that class. */
export function ruleAction(decisionClass: DecisionClass, rule: DecisionRule): Action {
  const given = [decisionClasses.indexOf(decisionClass), ruleStruct(rule)]
  const calldata = interfaceOf('ConsortiumGovernor').encodeFunctionData('setRule', given)
  return { target: predeploys.ConsortiumGovernor, calldata: calldata as Hex }
}

function cardAction(call: 'admit' | 'addNodes' | 'replaceKeys', card: Card): Action {
  const calldata = interfaceOf('MemberRegistry').encodeFunctionData(call, [cardStruct(card), card.proofs])
  return { target: predeploys.MemberRegistry, calldata: calldata as Hex }
}
