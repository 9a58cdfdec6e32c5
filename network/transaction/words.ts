import type { Action } from '../governance/action.ts'
import { type Decoded, decodeCall } from '../governance/decode.ts'
import { proposalId, shortId } from '../governance/proposal.ts'
import { inWords } from '../governance/words.ts'
import type { Hex } from '../hex.ts'

const CHOICES = ['against', 'for', 'abstain']

/** What a transaction will do, for who is to sign it: from its bytes alone. */
export function transactionInWords(call: Action): string {
  const { contract, call: name, arguments: given } = decodeCall(call)
  if (contract !== 'ConsortiumGovernor') return inWords(call) ?? `${contract}.${name}`
  switch (name) {
    case 'propose':
      return `propose to ${actionsInWords(given)}`
    case 'castVote':
    case 'castVoteWithReason':
      return `vote ${CHOICES[Number(given.support)] ?? given.support} proposal ${shortId(BigInt(String(given.proposalId)))}`
    case 'queue':
    case 'execute':
    case 'cancel':
      return `${name} the proposal to ${actionsInWords(given)}`
    default:
      return inWords(call) ?? `${contract}.${name}`
  }
}

function actionsInWords({ targets, calldatas }: Readonly<Record<string, Decoded>>): string {
  const data = (calldatas ?? []) as readonly Hex[]
  const actions = ((targets ?? []) as readonly Hex[]).map((target, i) => ({ target, calldata: data[i] ?? '0x' }))
  return actions
    .map((action) => inWords(action) ?? `call ${decodeCall(action).contract}.${decodeCall(action).call}`)
    .join('; ')
}

/** The proposal that a `propose` would make. */
export function proposalIn(call: Action): bigint | undefined {
  const { contract, call: name, arguments: given } = decodeCall(call)
  if (contract !== 'ConsortiumGovernor' || name !== 'propose') return undefined
  const data = given.calldatas as readonly Hex[]
  const actions = (given.targets as readonly Hex[]).map((target, i) => ({ target, calldata: data[i] ?? '0x' }))
  return proposalId({ actions, description: given.description as Hex })
}
