import { type HeadSeen, type HeadState, headState, seeHead } from '../../network/agent/head-seen.ts'
import { liveValidators, type NodeFacts } from '../../network/agent/node-facts.ts'
import { type Part, partOf } from '../../network/agent/part.ts'
import type { Registry } from '../../network/agent/registry.ts'
import { mayRest } from '../../network/besu/quorum.ts'
import type { Hex } from '../../network/hex.ts'
import type { Look } from '../agent/look.ts'
import { readRegistry } from '../agent/read-registry.ts'
import type { Sight } from '../agent/sight.ts'

export interface Watching {
  readonly member: string
  readonly eyes: Pick<Sight, 'look' | 'provider'>
  readonly genesisHash: Hex
  /** A head older than this, in seconds, means that the chain stands still or the node does not follow it. */
  readonly headAgeSeconds: number
  /** Unix seconds. */
  now(): number
  /** Seconds since some moment; only differences mean anything. */
  elapsed(): number
}

/** One own node at one moment. Who is silent may still make blocks: what it does, nobody here can see. */
export type Glance =
  | { readonly is: 'answering'; readonly facts: NodeFacts }
  | { readonly is: 'silent'; readonly says: string }
  | { readonly is: 'down' }

/** What own nodes say now. */
export class NodeWatch {
  readonly #given: Watching
  readonly #seen = new Map<string, HeadSeen>()

  constructor(given: Watching) {
    this.#given = given
  }

  async look(node: string): Promise<Glance> {
    const { nodes, down, findings } = await this.#given.eyes.look()
    const facts = nodes.find((one) => one.node === node)
    if (facts !== undefined) this.#seen.set(node, this.#see(facts))
    if (facts !== undefined) return { is: 'answering', facts }
    const silent = findings.find(({ subject }) => subject === node)
    return silent === undefined || down.has(node) ? { is: 'down' } : { is: 'silent', says: silent.says }
  }

  /** Own nodes of this network that answer and whose head is fresh, and since when they run where that can be told, Unix seconds. */
  async fresh(): Promise<Pick<Look, 'nodes' | 'since'>> {
    const { nodes, since } = await this.#given.eyes.look()
    for (const facts of nodes) this.#seen.set(facts.node, this.#see(facts))
    const { genesisHash } = this.#given
    return { nodes: nodes.filter((one) => one.genesisHash === genesisHash && this.isNew(one.head.time)), since }
  }

  /** Whether an own node has seen a block after genesis, in which no lease is. @throws QuorateError NODE_SILENT */
  async hasBegun(): Promise<boolean> {
    return (await this.#given.eyes.provider().getBlockNumber()) > 0
  }

  /** As the own node with the newest block has it. @throws QuorateError NODE_SILENT */
  async registry(): Promise<Registry> {
    const provider = this.#given.eyes.provider()
    const head = await provider.getBlock('latest')
    if (head === null) throw new RangeError('a node without a block')
    return readRegistry(provider, this.#given.member, head)
  }

  /** Whether the chain counts on it now. */
  partOf(facts: NodeFacts): Part {
    return partOf(facts, this.#head(facts))
  }

  /** Whether it takes the chain's newest blocks. */
  isAtHead(facts: NodeFacts): boolean {
    return this.#head(facts).atHead
  }

  /** Whether it was watched for long enough without a block: one look tells nothing, where this machine's clock is ahead. */
  isQuiet(facts: NodeFacts): boolean {
    return this.#head(facts).quiet > this.#given.headAgeSeconds
  }

  /** At the head, and with as many validators in reach as make a block: from then on it is no longer missed. */
  isBack(facts: NodeFacts): boolean {
    const { validators } = facts
    const others = liveValidators(facts).length
    return this.isAtHead(facts) && !facts.syncing && mayRest({ validators: validators.length, live: others + 1 }).may
  }

  /** Whether a block of this time, Unix seconds, is new. */
  isNew(time: number): boolean {
    return this.#given.now() - time <= this.#given.headAgeSeconds
  }

  #see(facts: NodeFacts): HeadSeen {
    return seeHead(facts, this.#seen.get(facts.node), this.#given.elapsed())
  }

  #head(facts: NodeFacts): HeadState {
    const { now, elapsed, headAgeSeconds } = this.#given
    return headState(facts, this.#see(facts), { now: now(), elapsed: elapsed(), headAgeSeconds })
  }
}
