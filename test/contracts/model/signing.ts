import { TypedDataEncoder } from 'ethers'
import { isoOf } from '../../../network/fields.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { emergencyDigest } from '../../../network/governance/emergency.ts'
import type { Hex } from '../../../network/hex.ts'
import { signedBy } from '../../fixtures/founders.ts'
import { keyAt } from './keyring.ts'
import { proposalAt } from './proposing.ts'
import { type CouncilSignature, type SignedVote, type State, supports, type Validity } from './state.ts'

/** The bytes of what histories sign. */

const ELSEWHERE = `0x${'5a'.repeat(32)}` as const
/** The commitment that a reasoned vote gives for its reason. */
export const REASON = `0x${'ab'.repeat(32)}` as const

/** A vote's signature, as `castVoteBySig` takes it, or, reasoned, `castVoteWithReasonAndParamsBySig`. */
export function voteSignature(state: State, paper: SignedVote): Hex {
  const { voter, support, nonce, reasoned } = paper
  const proposalId = proposalAt(state, paper.proposal).id
  const ballot = { proposalId, support: supports.indexOf(support), voter, nonce }
  const domain = { name: 'ConsortiumGovernor', version: '1', verifyingContract: predeploys.ConsortiumGovernor }
  const { chainId, foundingId: salt } = signedIn(state, paper.validity)
  const digest = reasoned
    ? TypedDataEncoder.hash({ ...domain, chainId, salt }, EXTENDED, { ...ballot, reason: REASON, params: '0x' })
    : TypedDataEncoder.hash({ ...domain, chainId, salt }, BALLOT, ballot)
  return signature(paper, digest as Hex)
}

/** A signature for an emergency action. */
export function councilSignature(state: State, given: CouncilSignature): Hex {
  const { about, number, notAfter } = given.signed
  const { chainId, foundingId } = signedIn(state, given.validity)
  const action = { networkId: foundingId, foundingId, chainId, member: about, number, notAfter: isoOf(notAfter) }
  const digest = emergencyDigest({ format: 'quorate/emergency/1', action: 'suspend', ...action })
  return signature(given, digest)
}

const BALLOT = {
  Ballot: [
    { name: 'proposalId', type: 'uint256' },
    { name: 'support', type: 'uint8' },
    { name: 'voter', type: 'address' },
    { name: 'nonce', type: 'uint256' },
  ],
}

const EXTENDED = {
  ExtendedBallot: [...BALLOT.Ballot, { name: 'reason', type: 'string' }, { name: 'params', type: 'bytes' }],
}

function signedIn({ chainId, foundingId }: State, validity: Validity) {
  return {
    chainId: validity === 'of another chain' ? chainId + 1 : chainId,
    foundingId: validity === 'of another founding' ? ELSEWHERE : foundingId,
  }
}

const made = new Map<string, Hex>()

/** The same one each time it is asked for: histories repeat one another. */
function signature({ signer, validity }: { readonly signer: Hex; readonly validity: Validity }, digest: Hex): Hex {
  const place = `${signer} ${digest} ${validity}`
  const known = made.get(place)
  if (known !== undefined) return known
  const whole = signedBy(keyAt(signer), digest)
  const given = validity === 'garbled' ? (`0x${whole.slice(2, -2)}00` as Hex) : whole
  made.set(place, given)
  return given
}
