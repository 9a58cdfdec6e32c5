import { type Card, cardStruct } from '../ceremony/card.ts'
import { predeploys } from '../genesis/addresses.ts'
import { interfaceOf } from '../genesis/interface-of.ts'
import type { Hex } from '../hex.ts'

/** One call that a proposal makes when it is executed. */
export interface Action {
  readonly target: Hex
  readonly calldata: Hex
}

/** Takes an organisation in: accounts, nodes and duties, all as its card has them, with the proofs of possession. */
export function admitAction(card: Card): Action {
  const calldata = interfaceOf('MemberRegistry').encodeFunctionData('admit', [cardStruct(card), card.proofs])
  return { target: predeploys.MemberRegistry, calldata: calldata as Hex }
}
