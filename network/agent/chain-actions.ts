import { mayLeave } from '../besu/quorum.ts'
import { quorumOf } from '../consortium/quorum.ts'
import type { Endpoints } from '../ceremony/endpoints.ts'
import type { Hex } from '../hex.ts'
import type { ProposalState } from '../governance/proposal.ts'
import { reasonToGoOn } from '../governance/stand-down.ts'
import type { ChainAction } from './action.ts'
import { confirmation, sameSet } from './confirmation.ts'
import { readyNodes, reasonToWaitFor, type Words } from './joiner.ts'
import { liveValidators, type NodeFacts, validatorsAtWork } from './node-facts.ts'
import { type RegisteredNode, type Registry, registeredNodes, seatOf } from './registry.ts'
import { hasTurn, type Seat } from './turn.ts'

/** A proposal that may still be carried on. */
export interface OpenProposal {
  readonly id: bigint
  readonly state: ProposalState
  /** Unix seconds from which it may be executed; 0 before it is queued. */
  readonly eta: number
  /** Something comes first that no contract waits for. */
  readonly held?: boolean
}

export interface ChainView {
  readonly member: string
  readonly registry: Registry
  /** Own nodes that answer and whose head is fresh. */
  readonly nodes: readonly NodeFacts[]
  readonly proposals: readonly OpenProposal[]
  /** The newest valid record of this member on chain, and the one it has itself. */
  readonly announced: Endpoints | undefined
  readonly own: Endpoints | undefined
  readonly words?: Words
}

/** What this member's agent has to say on chain now. Nothing of it while the member is not active: nobody would listen. */
export function chainActions(view: ChainView): ChainAction[] {
  const seat = seatOf(view.registry, view.member)
  if (seat === undefined || view.nodes.length === 0) return []
  return [
    ...announcement(view),
    ...synced(view),
    ...confirmation(view),
    ...activation(view, seat),
    ...standingDown(view, seat),
    ...carriedOn(view, seat),
    ...lapsed(view, seat),
  ]
}

function announcement({ announced, own }: ChainView): ChainAction[] {
  if (own === undefined || own.serial <= (announced?.serial ?? 0)) return []
  return [{ kind: 'announce-endpoints', record: own }]
}

/** A candidate follows the chain when its own head is fresh, and it sees as many validators as make a block. */
function synced({ member, registry, nodes }: ChainView): ChainAction[] {
  const own = registry.members.find(({ name }) => name === member)?.nodes ?? []
  return own.flatMap(({ name, address, state }): ChainAction[] => {
    const facts = nodes.find((node) => node.address === address)
    if (state !== 'candidate' || facts === undefined || facts.syncing) return []
    const enough = liveValidators(facts).length >= quorumOf(facts.validators.length)
    return enough ? [{ kind: 'mark-synced', address, name }] : []
  })
}

/** The change of validators before is done on the chain as well, and none is down on purpose. */
export function isSettled({ registry, nodes }: Pick<ChainView, 'registry' | 'nodes'>): boolean {
  return (
    registry.change === undefined &&
    registry.lease === undefined &&
    nodes.every((facts) => sameSet(facts.validators, registry.validators))
  )
}

/** Validators one at a time, each by a member whose nodes see it follow the chain: its own word may be old by then. */
function activation(view: ChainView, seat: Seat): ChainAction[] {
  const { registry, words = new Map() } = view
  const settled = isSettled(view)
  const follows = (address: Hex) => view.nodes.some((facts) => reasonToWaitFor(address, facts, words) === undefined)
  const [next] = readyNodes(registry).filter(
    ({ duty, address }) => duty === 'observer' || (settled && follows(address)),
  )
  if (next === undefined || !hasTurn(seat, registry.block, 0)) return []
  return [{ kind: 'activate', address: next.address, name: next.name }]
}

/** A validator whose member was suspended by a decision, and without which the chain goes on. An emergency is over by itself. */
function standingDown(view: ChainView, seat: Seat): ChainAction[] {
  const { registry, nodes } = view
  if (!isSettled(view)) return []
  const suspended = new Set(registry.members.filter(({ status }) => status === 'suspended').map(({ name }) => name))
  if (registry.emergency !== undefined) suspended.delete(registry.emergency.member)
  const [next] = registeredNodes(registry)
    .filter(({ state, duty, member }) => state === 'active' && duty === 'validator' && suspended.has(member))
    .filter(({ member }) => reasonToGoOn(registry.members, member) === undefined)
    .filter(({ address }) => nodes.every((facts) => staysLive(facts, address)))
    .toSorted(byAddress)
  if (next === undefined || !hasTurn(seat, registry.block, 0)) return []
  return [{ kind: 'stand-down', address: next.address, name: next.name }]
}

function staysLive(facts: NodeFacts, leaver: Hex): boolean {
  const live = validatorsAtWork(facts).filter((address) => address !== leaver).length
  return mayLeave({ validators: facts.validators.length, live }).may
}

function carriedOn({ registry, proposals }: ChainView, seat: Seat): ChainAction[] {
  return proposals.flatMap(({ id, state, eta, held }): ChainAction[] => {
    if (held === true || !hasTurn(seat, registry.block, Number(id % 65_536n))) return []
    if (state === 'succeeded') return [{ kind: 'queue', proposal: id }]
    return state === 'queued' && eta > 0 && registry.time >= eta ? [{ kind: 'execute', proposal: id }] : []
  })
}

/** It is over by itself; that is only booked. */
function lapsed({ registry: { emergency, block, time } }: ChainView, seat: Seat): ChainAction[] {
  if (emergency === undefined || time < emergency.until || !hasTurn(seat, block, emergency.number)) return []
  return [{ kind: 'lapse', number: emergency.number }]
}

function byAddress(one: RegisteredNode, other: RegisteredNode): number {
  return one.address < other.address ? -1 : 1
}
