import { AbiCoder, keccak256, toUtf8Bytes } from 'ethers'
import type { Hex } from '../hex.ts'
import type { Action } from './action.ts'

/** A proposal as it stands on chain: what it calls, and the commitment that stands for its text. */
export interface Proposal {
  readonly actions: readonly Action[]
  /** `0x` and 64 digits: the text itself is in a file. */
  readonly description: Hex
}

/** As OpenZeppelin's Governor takes it. */
export function proposalArguments({ actions, description }: Proposal) {
  const targets = actions.map(({ target }) => target)
  const values = actions.map(() => 0n)
  const calldatas = actions.map(({ calldata }) => calldata)
  return { targets, values, calldatas, description, descriptionHash: keccak256(toUtf8Bytes(description)) }
}

/** Governor's id: keccak-256 of the calls and of the description's hash. Whoever changes a call changes the id. */
export function proposalId(proposal: Proposal): bigint {
  const { targets, values, calldatas, descriptionHash } = proposalArguments(proposal)
  return idOf([targets, values, calldatas, descriptionHash])
}

/** The id by what Governor is called with: targets, values, calldatas, and the description's hash. */
export function idOf(given: readonly unknown[]): bigint {
  return BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(['address[]', 'uint256[]', 'bytes[]', 'bytes32'], given)))
}

/** The states of Governor, in the order of its enum. */
export const proposalStates = [
  'pending',
  'active',
  'cancelled',
  'defeated',
  'succeeded',
  'queued',
  'expired',
  'executed',
] as const

export type ProposalState = (typeof proposalStates)[number]

/** How a person names a proposal: the first eight hex digits of its id. Whoever makes an effort finds another that begins so. */
export function shortId(id: bigint): string {
  return wholeId(id).slice(0, 8)
}

/** All 64 hex digits, where somebody signs for it. */
export function wholeId(id: bigint): string {
  return id.toString(16).padStart(64, '0')
}
