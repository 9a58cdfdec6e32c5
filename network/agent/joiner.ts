import { mayJoin } from '../besu/quorum.ts'
import { parseEnode } from '../besu/enode.ts'
import type { Hex } from '../hex.ts'
import type { NodeAction } from './action.ts'
import { type NodeFacts, validatorsAtWork } from './node-facts.ts'
import { type RegisteredNode, type Registry, registeredNodes } from './registry.ts'

/** Blocks after which it no longer counts that a joiner was at the chain's head. */
const OLD = 100
/** Seconds between two times of meeting it again: it may be catching up, and needs whom it is connected to. */
const AGAIN = 120

/** Of each registered node the block in which its agent said that it follows the chain, as far as this one saw it come. */
export type Words = ReadonlyMap<Hex, number | 'not yet'>

/** A node that had said so before it was first looked at has no entry: nobody knows when. */
export function wordsOf(registry: Registry, before: Words): Words {
  const words = registeredNodes(registry).flatMap(({ address, state }): [Hex, number | 'not yet'][] => {
    const known = before.get(address)
    if (state === 'candidate') return [[address, 'not yet']]
    if (known === undefined) return []
    return [[address, known === 'not yet' ? registry.block : known]]
  })
  return new Map(words)
}

/**
 * Why a joiner is not taken to follow the chain here; undefined where it is: this node is connected to it, and it was at the head
 * a moment ago, by its agent's word on chain or by what its node told when the two met.
 */
export function reasonToWaitFor(joiner: Hex, facts: NodeFacts, words: Words): string | undefined {
  const { address, head, peers } = facts
  if (joiner === address) return undefined
  const peer = peers.find((one) => one.address === joiner)
  if (peer === undefined) return 'the joiner is not connected to this node'
  const said = words.get(joiner)
  const known = Math.max(peer.told, typeof said === 'number' ? said : 0)
  if (known >= head.number - OLD) return undefined
  return `the joiner was last known to be at block ${known}, and the newest is ${head.number}`
}

export const isConnected = (node: Hex, { address, peers }: NodeFacts): boolean =>
  node === address || peers.some((one) => one.address === node)

/** When each joiner was met again last, by node and joiner, in seconds of a clock that nobody sets. */
export type Meetings = ReadonlyMap<string, number>

interface Given {
  readonly words: Words
  readonly before: Meetings
  readonly elapsed: number
  /** No change of validators is under way, so that one may be put to its duty. */
  readonly settled: boolean
}

/** Takes a connection to the next joiner up anew where nothing new is known of it: a Besu tells its head where two meet. */
export function meetAgain(facts: NodeFacts, registry: Registry, { words, before, elapsed, settled }: Given) {
  const { node, validators, votes } = facts
  const meetings = new Map<string, number>()
  const actions = (validators.includes(facts.address) ? awaited(facts, registry, settled) : []).flatMap(
    ({ address, publicKey }): NodeAction[] => {
      const key = `${node} ${address}`
      const last = before.get(key)
      if (last !== undefined) meetings.set(key, last)
      const enode = facts.allowedNodes.find((url) => parseEnode(url)?.publicKey === publicKey)
      if (!isConnected(address, facts) || enode === undefined || votes[address] === true) return []
      if (reasonToWaitFor(address, facts, words) === undefined) return []
      if (last !== undefined && elapsed < last + AGAIN) return []
      meetings.set(key, elapsed)
      return [{ node, kind: 'meet-again', enode }]
    },
  )
  return { actions, meetings: meetings as Meetings }
}

/** Joiners that wait for nothing but that they are seen to follow, to be voted in or to be put to their duty. */
function awaited(facts: NodeFacts, registry: Registry, settled: boolean): RegisteredNode[] {
  const { address, validators } = facts
  const others = registeredNodes(registry).filter(
    (one) => one.duty === 'validator' && one.address !== address && !validators.includes(one.address),
  )
  const { may } = mayJoin({ validators: validators.length, live: validatorsAtWork(facts).length })
  const active = others.filter((one) => may && one.state === 'active')
  const next = new Set(settled ? readyNodes(registry).map((one) => one.address) : [])
  return [...active, ...others.filter((one) => next.has(one.address))]
}

/** Nodes of active members that said they follow the chain, by address: validators are put to their duty one at a time. */
export function readyNodes(registry: Registry): RegisteredNode[] {
  const active = new Set(registry.members.filter(({ status }) => status === 'active').map(({ name }) => name))
  return registeredNodes(registry)
    .filter(({ state, member }) => state === 'synced' && active.has(member))
    .toSorted((one, other) => (one.address < other.address ? -1 : 1))
}
