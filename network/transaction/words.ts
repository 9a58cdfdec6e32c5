import type { Action } from '../governance/action.ts'
import { type Decoded, decodeCall } from '../governance/decode.ts'
import { idOf, wholeId } from '../governance/proposal.ts'
import { inWords } from '../governance/words.ts'
import type { Hex } from '../hex.ts'

const CHOICES = ['against', 'for', 'abstain']

/** Of what is shown: whoever proposes chooses how much there is to say. */
export const LONGEST_WORDS = 2000

/** What a transaction will do, for who is to sign it: from its bytes alone. */
export function transactionInWords(call: Action): string {
  const words = inFull(call)
  return words.length <= LONGEST_WORDS ? words : `${words.slice(0, LONGEST_WORDS - 1)}…`
}

function inFull(call: Action): string {
  const { contract, call: name, arguments: given } = decodeCall(call)
  if (contract !== 'ConsortiumGovernor') return inWords(call) ?? `${contract}.${name}`
  switch (name) {
    case 'propose':
      return `propose to ${actionsInWords(given)}`
    case 'castVote':
    case 'castVoteWithReason':
      return `vote ${CHOICES[Number(given.support)] ?? given.support} the proposal ${wholeId(BigInt(String(given.proposalId)))}`
    case 'queue':
    case 'execute':
    case 'cancel':
      return `${name} the proposal ${wholeId(idOf(Object.values(given)))} to ${actionsInWords(given)}`
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
