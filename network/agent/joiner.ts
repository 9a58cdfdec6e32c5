import { parseEnode } from '../besu/enode.ts'
import type { Hex } from '../hex.ts'
import type { NodeAction } from './action.ts'
import type { NodeFacts } from './node-facts.ts'
import { type Registry, registeredNodes } from './registry.ts'

/** Blocks. A joiner that told of none newer than this is not taken to follow the chain. */
const BEHIND = 100
/** Seconds between two times of meeting it again. */
const AGAIN = 30

/** Why an own node does not see a joiner follow the chain; undefined where it does. */
export function reasonToWaitFor(joiner: Hex, { address, head, peers }: NodeFacts): string | undefined {
  if (joiner === address) return undefined
  const peer = peers.find((one) => one.address === joiner)
  if (peer === undefined) return 'the joiner is not connected to this node'
  if (peer.told >= head.number - BEHIND) return undefined
  return `the joiner told this node of block ${peer.told}, and the newest is ${head.number}`
}

/** When each joiner was met again last, by node and joiner, in seconds of a clock that nobody sets. */
export type Meetings = ReadonlyMap<string, number>

/**
 * Lets go of connections over which a joiner told its newest block long ago: Besu tells it where two nodes meet and not
 * after. Who is let in and not connected is dialled at the next pass.
 */
export function meetAgain(facts: NodeFacts, registry: Registry, given: { before: Meetings; elapsed: number }) {
  const { node, head, peers, validators } = facts
  const meetings = new Map<string, number>()
  const actions = joiners(facts, registry).flatMap(({ address, publicKey }): NodeAction[] => {
    const key = `${node} ${address}`
    const last = given.before.get(key)
    if (last !== undefined) meetings.set(key, last)
    const peer = peers.find((one) => one.address === address)
    const enode = facts.allowedNodes.find((url) => parseEnode(url)?.publicKey === publicKey)
    const old = peer !== undefined && peer.told < head.number - BEHIND / 2
    if (!validators.includes(facts.address) || !old || enode === undefined) return []
    if (last !== undefined && given.elapsed < last + AGAIN) return []
    meetings.set(key, given.elapsed)
    return [{ node, kind: 'meet-again', enode }]
  })
  return { actions, meetings: meetings as Meetings }
}

/** Nodes of which it matters here whether they follow the chain: they said so, and the chain has no duty of them yet. */
function joiners({ address, validators }: NodeFacts, registry: Registry) {
  return registeredNodes(registry).filter(
    (one) =>
      one.duty === 'validator' &&
      (one.state === 'synced' || one.state === 'active') &&
      one.address !== address &&
      !validators.includes(one.address),
  )
}
