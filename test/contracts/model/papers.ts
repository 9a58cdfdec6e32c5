import type { Hex } from '../../../network/hex.ts'
import { picked, somebody } from './choices.ts'
import type { Model } from './model.ts'
import { type SignedVote, type Support, supports, type Validity } from './state.ts'
import type { Step } from './steps.ts'

/** Votes on paper, as officers sign them and others bring them, or would like to. */

/** What can be wrong with one. */
export const paperFlaws = [
  'none',
  'another signs',
  'another choice',
  'another proposal',
  'signed elsewhere',
  'garbled',
  'a number used',
  'a number to come',
  'shown again',
] as const
export type PaperFlaw = (typeof paperFlaws)[number]

export interface Wanted {
  readonly voter: Hex
  readonly proposal: number
  readonly support: Support
  readonly flaw: PaperFlaw
  readonly n: number
}

/** Brings a signed vote, with the wanted flaw where there is what it takes. */
export function onPaper(model: Model, { voter, proposal, support, flaw, n }: Wanted): Step {
  const { state } = model
  const by = somebody(state, 'agent', n)
  const before = flaw === 'shown again' ? picked(state.signed.votes.slice(-8), n) : undefined
  if (before !== undefined) return shown(by, before)
  const nonce = state.nonces[voter] ?? 0
  const honest = { voter, signer: voter, proposal, support, nonce, reasoned: n % 5 === 4, validity: 'here' as const }
  const spoilt = { ...honest, ...spoiling(model, honest, { flaw, n }) }
  return { kind: 'vote by signature', by, voter, proposal, support, paper: spoilt }
}

/** What a paper says is what it is shown as. */
function shown(by: Hex, paper: SignedVote): Step {
  const { voter, proposal, support } = paper
  return { kind: 'vote by signature', by, voter, proposal, support, paper }
}

function spoiling(
  { state }: Model,
  { voter, proposal, support, nonce }: SignedVote,
  { flaw, n }: { readonly flaw: PaperFlaw; readonly n: number },
): Partial<SignedVote> {
  switch (flaw) {
    case 'another signs':
      return {
        signer:
          picked(
            state.members.map(({ officer }) => officer).filter((key) => key !== voter),
            n,
          ) ?? voter,
      }
    case 'another choice':
      return { support: picked(supports, supports.indexOf(support) + 1) ?? support }
    case 'another proposal':
      return { proposal: (proposal + 1) % state.proposals.length }
    case 'signed elsewhere':
      return { validity: (n % 2 === 0 ? 'of another founding' : 'of another chain') satisfies Validity }
    case 'garbled':
      return { validity: 'garbled' }
    case 'a number used':
      return { nonce: Math.max(0, nonce - 1) }
    case 'a number to come':
      return { nonce: nonce + 1 }
    default:
      return {}
  }
}
