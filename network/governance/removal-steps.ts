import type { Action } from './action.ts'
import type { Affairs } from './awaited.ts'
import { decodeCall } from './decode.ts'
import { shortId } from './proposal.ts'
import type { Leaver, Removal, RemovalProposal } from './removal.ts'

export type RemovalStep =
  | { readonly kind: 'propose'; readonly actions: readonly Action[] }
  | { readonly kind: 'vote' | 'queue' | 'execute' | 'withdraw'; readonly proposal: RemovalProposal }
  /** The member's own part in letting the signer set go over to those who stay. */
  | { readonly kind: 'hand-over' }

export interface RemovalView {
  /** Who acts. */
  readonly me: string
  /** Account that proposes and votes for it. */
  readonly officer: string
  readonly member: Leaver
  readonly removal: Removal
  readonly affairs: Affairs
  /** Open proposals on which who acts has a vote left, and when each may be executed. */
  readonly unvoted: ReadonlySet<bigint>
  readonly eta: ReadonlyMap<bigint, number>
}

/**
 * What one member can do for a removal now. Each step follows from what stands on chain, so that it does not matter who did the
 * one before, or where a run of this was killed.
 */
export function removalSteps(view: RemovalView): RemovalStep[] {
  const { me, officer, member, removal, affairs, unvoted } = view
  const isOwn = ({ proposer }: RemovalProposal) => proposer.toLowerCase() === officer.toLowerCase()
  if (affairs.members.find(({ name }) => name === me)?.status !== 'active') return []
  if (member.status === 'expelled') return handsOver(view) ? [{ kind: 'hand-over' }] : []
  return [
    ...removal.missing.map((actions) => ({ kind: 'propose', actions }) as const),
    // The contracts let a proposal be taken back until its vote opens.
    ...removal.doubles
      .filter((proposal) => proposal.state === 'pending' && isOwn(proposal))
      .map((proposal) => ({ kind: 'withdraw', proposal }) as const),
    ...removal.standing.flatMap((proposal): RemovalStep[] => {
      if (proposal.state === 'active') return unvoted.has(proposal.id) ? [{ kind: 'vote', proposal }] : []
      if (proposal.state === 'succeeded') return [{ kind: 'queue', proposal }]
      return proposal.state === 'queued' && isDue(proposal, view) ? [{ kind: 'execute', proposal }] : []
    }),
  ]
}

/** Out, the chain has let go of its validators, and those who stay sign. */
export function isRemoved({ member, affairs }: Pick<RemovalView, 'member' | 'affairs'>): boolean {
  const { signers } = affairs
  return member.status === 'expelled' && !isChanging(member, affairs) && !signers.stale && signers.lacking === 0
}

/**
 * Whether who leaves is done: it is told no more once its nodes are out, since the others end their connections to it.
 * @param validators of the chain; undefined where it names none.
 */
export function mayStop({ me, member, affairs }: RemovalView, validators: readonly string[] | undefined): boolean {
  if (isRemoved({ member, affairs })) return true
  if (me !== member.name || validators === undefined) return false
  const validating = new Set(validators.map((address) => address.toLowerCase()))
  return member.nodes.every(({ state, address }) => state === 'retired' && !validating.has(address.toLowerCase()))
}

function handsOver({ me, affairs: { signers } }: RemovalView): boolean {
  return signers.stale || (signers.lacking > 0 && signers.unheard.includes(me))
}

/**
 * The contracts take one change of validators at a time, and the membership only after the last node is let go of. What the
 * member still has to sign no contract waits for.
 */
function isDue(proposal: RemovalProposal, { eta, affairs, member }: RemovalView): boolean {
  if (affairs.time < (eta.get(proposal.id) ?? Number.POSITIVE_INFINITY)) return false
  const calls = proposal.actions.map((action) => decodeCall(action).call)
  const live = member.nodes.some(({ state }) => state !== 'retired' && state !== 'unknown')
  const held = affairs.proposals.find(({ short }) => short === shortId(proposal.id))?.held
  if (calls.includes('expel')) return !live && !isChanging(member, affairs) && held === undefined
  return affairs.change === undefined
}

function isChanging({ nodes }: Leaver, { change }: Affairs): boolean {
  return nodes.some(({ address }) => address === change?.node)
}
