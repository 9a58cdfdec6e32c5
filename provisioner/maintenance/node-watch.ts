import { liveValidators, type NodeFacts } from '../../network/agent/node-facts.ts'
import type { Registry } from '../../network/agent/registry.ts'
import { mayRest } from '../../network/besu/quorum.ts'
import type { Eyes } from '../agent/look.ts'
import { readRegistry } from '../agent/read-registry.ts'

export interface Watching {
  readonly member: string
  readonly eyes: Eyes
  /** A head older than this, in seconds, means that the chain stands still or the node does not follow it. */
  readonly headAgeSeconds: number
  /** Unix seconds. */
  now(): number
}

/** What own nodes say now. */
export class NodeWatch {
  readonly #given: Watching

  constructor(given: Watching) {
    this.#given = given
  }

  /** Undefined where it does not answer. */
  async facts(node: string): Promise<NodeFacts | undefined> {
    const { nodes } = await this.#given.eyes.look()
    return nodes.find((one) => one.node === node)
  }

  /** As the own node with the newest block has it. @throws QuorateError NODE_SILENT */
  async registry(): Promise<Registry> {
    const provider = this.#given.eyes.provider()
    const head = await provider.getBlock('latest')
    if (head === null) throw new RangeError('a node without a block')
    return readRegistry(provider, this.#given.member, head)
  }

  /** Whether the chain counts on it now. */
  takesPart(facts: NodeFacts): boolean {
    return this.#isFresh(facts) && facts.validators.includes(facts.address)
  }

  /** At the head, and with as many validators in reach as make a block: from then on it is no longer missed. */
  isBack(facts: NodeFacts): boolean {
    const { validators } = facts
    const others = liveValidators(facts).length
    return this.#isFresh(facts) && !facts.syncing && mayRest({ validators: validators.length, live: others + 1 }).may
  }

  #isFresh({ head }: NodeFacts): boolean {
    return this.#given.now() - head.time <= this.#given.headAgeSeconds
  }
}
