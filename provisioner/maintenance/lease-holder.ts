import { confirmation } from '../../network/agent/confirmation.ts'
import { blocksOfTurns, validatorsAtWork, type NodeFacts } from '../../network/agent/node-facts.ts'
import { LEASE_SECONDS } from '../../network/agent/part.ts'
import { type Registry, registeredNodes } from '../../network/agent/registry.ts'
import { mayRest } from '../../network/besu/quorum.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Call } from '../chain/send.ts'
import { leaseNeeded, leaseNotFree, nodeSilent, quorumWouldBreak } from './failures.ts'
import type { NodeWatch } from './node-watch.ts'

/** A lease is renewed when fewer seconds are left. */
const RENEW = 240
/** Seconds that one waits for its turn: a member may have its own for an hour, and a rest follows. */
const PATIENCE = 7200
/** Seconds that a node which runs may keep silent: a start on a busy machine. */
const SILENCE = 180
/** Seconds that too few may be at work, and the blocks of three turns: whoever gave its lease back has yet to meet all, and to propose. */
const REUNION = 90

export interface LeaseParts {
  readonly member: string
  readonly watch: NodeWatch
  /** None is taken: where the chain counts on a node, this is what its operator is told to do instead. */
  readonly without?: string | undefined
  /** The operator answers for one that runs and keeps silent: it may be taken down though nobody can tell whether it counts. */
  readonly silentToo?: boolean
  /** As the member's agent. */
  send(call: Call): Promise<unknown>
  elapsed(): number
  /** Until the next look. @throws where the command was stopped. */
  pause(): Promise<unknown>
  readonly progress: (line: string) => void
}

interface Since {
  /** Seconds, as `elapsed` counts, since enough were at work; and the block of then. */
  enough: number
  block: number
  /** Whether the lease is this run's own by now. */
  taken: boolean
}

/** The maintenance lease of one own validator, by way of the contracts. */
export class LeaseHolder {
  readonly #parts: LeaseParts

  constructor(parts: LeaseParts) {
    this.#parts = parts
  }

  /**
   * Returns when the node may be taken down: with the lease where the chain counts on it, taken when its turn comes; one
   * that is held already is renewed, so that a run after a kill goes on.
   * @returns what the node said last; undefined where it does not run, or keeps silent and is to be taken down without a word.
   * @throws QuorateError QUORUM_WOULD_BREAK, LEASE_NOT_FREE, LEASE_NEEDED, NODE_SILENT
   */
  async take(node: string): Promise<NodeFacts | undefined> {
    const { watch, elapsed, progress, pause } = this.#parts
    const begun = elapsed()
    const since = { heard: begun, enough: begun, block: 0, taken: false }
    for (let told = ''; ; ) {
      const seen = await watch.look(node)
      if (seen.is === 'down') return undefined
      if (seen.is === 'answering') since.heard = elapsed()
      const waits =
        seen.is === 'silent' ? this.#ofSilent(node, seen.says, since.heard) : await this.#ofAnswering(seen.facts, since)
      if (waits === undefined) return seen.is === 'silent' ? undefined : seen.facts
      if (waits !== told) progress(`${node} waits: ${waits}`)
      told = waits
      if (elapsed() > begun + PATIENCE) throw leaseNotFree(node, told, PATIENCE)
      await pause()
    }
  }

  /** Where the chain stands still no block would take it, and none lets it lapse. */
  async renewIfDue(node: string): Promise<void> {
    const { watch, member } = this.#parts
    const { lease, time } = await watch.registry()
    const due = lease?.member === member && lease.until - time < RENEW
    if (due && watch.isNew(time)) await this.#try(lease.node, node)
  }

  /** Whether this member has the node down for maintenance, by the chain's word. */
  async isHeld(address: Hex): Promise<boolean> {
    const { watch, member } = this.#parts
    if (!(await watch.hasBegun())) return false
    const { lease } = await watch.registry()
    return lease?.member === member && lease.node === address
  }

  /** One that was never taken, or has lapsed, is as good as given back. */
  async giveBack(address: Hex, node: string): Promise<void> {
    if (!(await this.isHeld(address))) return
    const data = interfaceOf('NodeRegistry').encodeFunctionData('returnLease', [address])
    await this.#says({ contract: 'NodeRegistry', data, what: `lease of ${node}, given back`, as: 'agent' })
  }

  #ofSilent(node: string, says: string, heard: number): string | undefined {
    if (this.#parts.silentToo === true) return undefined
    if (this.#parts.elapsed() - heard > SILENCE) throw nodeSilent(node, says)
    return 'it runs and does not answer, so that nobody can tell whether the chain counts on it'
  }

  /** What it waits for; undefined where it may be taken down. */
  async #ofAnswering(facts: NodeFacts, since: Since): Promise<string | undefined> {
    const part = this.#parts.watch.partOf(facts)
    if (part === 'idle') return undefined
    const { without } = this.#parts
    if (without !== undefined) {
      if (part === 'counted') throw leaseNeeded(facts.node, without)
      return this.#parts.watch.isQuiet(facts) ? undefined : 'it is watched whether blocks come'
    }
    if (part === 'paused') return 'no block comes now; where another restarts, the chain waits for it'
    const registry = await this.#parts.watch.registry()
    const waits = this.#waitsFor(facts, registry)
    if (waits !== undefined) await this.#ownPart(facts, registry)
    const few = tooFew(facts)
    // Whoever has the lease is one of those that are missed.
    const { head, validators } = facts
    if (waits !== undefined || few === undefined || since.block === 0) {
      since.enough = this.#parts.elapsed()
      since.block = head.number
    }
    if (waits !== undefined) return waits
    if (few !== undefined) {
      const turns = head.number - since.block > blocksOfTurns(validators.length)
      if (turns && this.#parts.elapsed() - since.enough > REUNION) {
        if (since.taken) await this.giveBack(facts.address, facts.node)
        throw few
      }
      return few.message
    }
    // A block has passed since, and a validator may have ended in it.
    if (since.taken && registry.lease?.node === facts.address) return undefined
    since.taken = await this.#try(facts.address, facts.node)
    return since.taken
      ? 'the lease is its own; whether all are at work is looked at once more'
      : 'another was faster, or it is too early for it'
  }

  #waitsFor({ address }: NodeFacts, registry: Registry): string | undefined {
    const { lease, change } = registry
    if (lease !== undefined && lease.node !== address) {
      const other = registeredNodes(registry).find((one) => one.address === lease.node)?.name ?? lease.node
      return `${lease.member} has ${other} down for maintenance`
    }
    return change === undefined ? undefined : 'a change of validators is in flight'
  }

  /** What this waits for may be its member's own agent, which cannot say a thing without the home that is held here. */
  async #ownPart({ address }: NodeFacts, registry: Registry): Promise<void> {
    const { watch, member } = this.#parts
    const { nodes, since } = await watch.fresh()
    for (const change of confirmation({ member, registry, nodes })) {
      const data = interfaceOf('NodeRegistry').encodeFunctionData('confirmChange', [change.address])
      await this.#says({ contract: 'NodeRegistry', data, what: `confirm-change ${change.number}`, as: 'agent' })
    }
    const { lease } = registry
    if (lease?.member !== member || lease.node === address) return
    // One that has not been restarted under it may be about to be.
    const back = nodes.find((facts) => facts.address === lease.node && (since.get(facts.node) ?? 0) > lease.since)
    if (back !== undefined && watch.isBack(back)) await this.giveBack(back.address, back.node)
  }

  #try(address: Hex, node: string): Promise<boolean> {
    const data = interfaceOf('NodeRegistry').encodeFunctionData('takeLease', [address, LEASE_SECONDS])
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

const TURNS: readonly string[] = [
  ...['LeaseRuns', 'LeaseRests', 'ChangeInFlight', 'NoSuchLease'],
  ...['NoSuchChange', 'AlreadyConfirmed', 'TooFewToConfirm'],
]

function isTurn({ code, facts }: QuorateError): boolean {
  return code === 'TRANSACTION_REVERTED' || (code === 'CHAIN_REFUSED' && TURNS.includes(String(facts['reason'])))
}

function tooFew(facts: NodeFacts): QuorateError | undefined {
  const live = validatorsAtWork(facts).length
  const { may, says } = mayRest({ validators: facts.validators.length, live })
  return may ? undefined : quorumWouldBreak(facts.node, says, { validators: facts.validators.length, live })
}
