import type { Hex } from '../hex.ts'
import type { QbftHeader } from './header.ts'

/** Header votes as they stand after a block. */
export interface VotingState {
  /** The set that makes the next block, sorted. */
  readonly validators: readonly Hex[]
  /** Standing votes: "voter recipient" and whether to add. A voter's later vote on the same recipient replaces the earlier. */
  readonly votes: ReadonlyMap<string, boolean>
}

/**
 * Follows a block's vote. A recipient is added or removed once more than half of the validators of that moment want it;
 * at every multiple of `epochLength` all standing votes are forgotten. Source: Besu's QBFT header-vote mode, held
 * against recordings of real nodes.
 */
export function followVote(state: VotingState, header: QbftHeader, epochLength: number): VotingState {
  if (header.number % epochLength === 0) return { ...state, votes: new Map() }
  const { vote, proposer } = header
  if (vote === undefined || vote.add === state.validators.includes(vote.recipient)) return state
  const votes = new Map(state.votes).set(`${proposer} ${vote.recipient}`, vote.add)
  const wanted = state.validators.filter((voter) => votes.get(`${voter} ${vote.recipient}`) === vote.add).length
  if (wanted <= state.validators.length / 2) return { ...state, votes }
  return decided(state, vote, votes)
}

function decided(state: VotingState, vote: NonNullable<QbftHeader['vote']>, votes: ReadonlyMap<string, boolean>) {
  const { recipient, add } = vote
  const others = state.validators.filter((address) => address !== recipient)
  const standing = [...votes].filter(([key]) => {
    const [voter, about] = key.split(' ')
    return about !== recipient && (add || voter !== recipient)
  })
  return { validators: (add ? [...others, recipient] : others).sort(), votes: new Map(standing) }
}
