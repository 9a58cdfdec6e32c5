import { liveValidators, type NodeFacts } from '../../network/agent/node-facts.ts'
import { type Registry, registeredNodes } from '../../network/agent/registry.ts'
import { mayRest } from '../../network/besu/quorum.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Call } from '../chain/send.ts'
import type { NodeWatch } from './node-watch.ts'

/** Seconds that a lease is taken for, and below which it is renewed. */
const LEASE = 600
const RENEW = 240
/** Seconds that one waits for its turn: a member may have its own for an hour, and a rest follows. */
const PATIENCE = 7200

export interface LeaseParts {
  readonly member: string
  readonly watch: NodeWatch
  /** As the member's agent. */
  send(call: Call): Promise<unknown>
  elapsed(): number
  /** Until the next look. @throws where the command was stopped. */
  pause(): Promise<unknown>
  readonly progress: (line: string) => void
}

/** The maintenance lease of one own validator, by way of the contracts. */
export class LeaseHolder {
  readonly #parts: LeaseParts

  constructor(parts: LeaseParts) {
    this.#parts = parts
  }

  /**
   * Takes it when the node's turn comes; one that is held already is renewed, so that a run after a kill goes on.
   * @throws QuorateError QUORUM_WOULD_BREAK, LEASE_NOT_FREE
   */
  async take(node: string): Promise<void> {
    const { watch, elapsed, progress, pause } = this.#parts
    const deadline = elapsed() + PATIENCE
    for (let told = ''; ; ) {
      const facts = await watch.facts(node)
      // It fell meanwhile: nobody counts on it any more, and there is nothing to be leased.
      if (facts === undefined || !watch.takesPart(facts)) return
      const registry = await watch.registry()
      const waits = this.#waitsFor(facts, registry)
      if (waits === undefined) {
        refuseTooFew(facts)
        if (await this.#try(facts.address, node)) return
      } else if (waits !== told) progress(`${node} waits: ${waits}`)
      told = waits ?? told
      if (elapsed() > deadline) throw notFree(node, told)
      await pause()
    }
  }

  async renewIfDue(node: string): Promise<void> {
    const registry = await this.#parts.watch.registry()
    const { lease, time } = registry
    if (lease?.member === this.#parts.member && lease.until - time < RENEW) await this.#try(lease.node, node)
  }

  /** One that was never taken, or has lapsed, is as good as given back. */
  async giveBack(address: Hex, node: string): Promise<void> {
    const { lease } = await this.#parts.watch.registry()
    if (lease?.member !== this.#parts.member || lease.node !== address) return
    const data = interfaceOf('NodeRegistry').encodeFunctionData('returnLease', [address])
    await this.#says({ contract: 'NodeRegistry', data, what: `lease of ${node}, given back`, as: 'agent' })
  }

  #waitsFor({ address }: NodeFacts, registry: Registry): string | undefined {
    const { lease, change } = registry
    if (lease !== undefined && lease.node !== address) {
      const other = registeredNodes(registry).find((one) => one.address === lease.node)?.name ?? lease.node
      return `${lease.member} has ${other} down for maintenance`
    }
    return change === undefined ? undefined : 'a change of validators is in flight'
  }

  #try(address: Hex, node: string): Promise<boolean> {
    const data = interfaceOf('NodeRegistry').encodeFunctionData('takeLease', [address, LEASE])
    return this.#says({ contract: 'NodeRegistry', data, what: `lease of ${node}`, as: 'agent' })
  }

  /** False where another was faster, or it is too early or too late for it. */
  async #says(call: Call): Promise<boolean> {
    try {
      await this.#parts.send(call)
      return true
    } catch (error) {
      if (error instanceof QuorateError && isTurn(error)) return false
      throw error
    }
  }
}

const TURNS: readonly string[] = ['LeaseRuns', 'LeaseRests', 'ChangeInFlight', 'NoSuchLease']

function isTurn({ code, facts }: QuorateError): boolean {
  return code === 'TRANSACTION_REVERTED' || (code === 'CHAIN_REFUSED' && TURNS.includes(String(facts['reason'])))
}

function refuseTooFew(facts: NodeFacts): void {
  const { node, validators } = facts
  const { may, says } = mayRest({ validators: validators.length, live: liveValidators(facts).length })
  if (may) return
  throw new QuorateError('QUORUM_WOULD_BREAK', `${node} stays up: ${says}`, {
    facts: { node, validators: validators.length, live: liveValidators(facts).length },
    remedy: 'Bring the nodes that are down back (quorate doctor says which), and run the command again.',
  })
}

function notFree(node: string, why: string): QuorateError {
  return new QuorateError('LEASE_NOT_FREE', `The turn of ${node} did not come within ${PATIENCE / 3600} hours.`, {
    facts: { node, why },
    remedy: 'See who has the maintenance lease (quorate doctor), ask that member, and run the command again.',
  })
}
