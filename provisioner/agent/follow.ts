import { type JsonRpcProvider, type Log, zeroPadValue } from 'ethers'
import { type Announced, namedRecords, newestRecords, type RecordBinding } from '../../network/agent/newest-records.ts'
import type { OpenProposal } from '../../network/agent/chain-actions.ts'
import type { Registry } from '../../network/agent/registry.ts'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import type { Action } from '../../network/governance/action.ts'
import { expelledBy } from '../../network/governance/expulsion-wait.ts'
import { type Proposal, proposalId, proposalStates } from '../../network/governance/proposal.ts'
import { fromHex, type Hex } from '../../network/hex.ts'
import { organisationId, slugOf } from '../../network/slug.ts'
import { readExpulsionWait } from '../chain/expulsion-wait.ts'
import { read } from '../chain/read.ts'
import { readLogs } from '../chain/read-logs.ts'
import { changedSince } from '../upgrades/code-on-chain.ts'
import { readRegistry } from './read-registry.ts'

/** Contracts whose events mean that something may have been decided. */
const HEARD = ['MemberRegistry', 'NodeRegistry', 'ConsortiumGovernor', 'CheckpointBoard', 'Amendments'] as const
/** Seconds after which the registries are read again though no event came: logs hasten, and are never believed alone. */
const OLDEST = 30

/** What one member's agent knows of the chain, kept up block by block: QBFT's blocks are final. */
export class Follower {
  readonly #member: string
  readonly #binding: RecordBinding
  #next = 0
  #readAt = Number.NEGATIVE_INFINITY
  /** Of the newest block, Unix seconds. */
  #time = 0
  #registry: Registry | undefined
  readonly #announced = new Map<string, Announced>()
  readonly #named = new Map<string, Announced>()
  /** Agent key of each member whose announcements have been heard from the beginning. */
  readonly #heard = new Map<string, string>()
  /** With the block in which each was made. */
  readonly #proposals = new Map<bigint, { readonly proposal: Proposal; readonly block: number }>()
  /** Counts the blocks with events of the checkpoint board or of members. */
  boardMoves = 0

  constructor(member: string, binding: RecordBinding) {
    this.#member = member
    this.#binding = binding
  }

  /** @param elapsed seconds, by a clock that nobody sets. */
  async registry(provider: JsonRpcProvider, elapsed: number): Promise<Registry> {
    const head = await provider.getBlock('latest')
    if (head === null) throw new RangeError('a node without a block')
    const address = HEARD.map((name) => predeploys[name])
    const logs = await readLogs(provider, { address }, { from: this.#next, to: head.number })
    const moved = new Set(logs.map(({ address }) => contractAt(address)))
    if (moved.has('CheckpointBoard') || moved.has('MemberRegistry')) this.boardMoves += 1
    const stale =
      elapsed - this.#readAt > OLDEST ||
      ['MemberRegistry', 'NodeRegistry', 'Amendments'].some((name) => moved.has(name as PredeployName))
    if (stale || this.#registry === undefined) {
      this.#registry = await readRegistry(provider, this.#member, head)
      this.#readAt = elapsed
      await this.#hearNewcomers(provider, this.#registry, head.number)
    }
    const { lease } = this.#registry
    // It lapses with no event.
    const running = lease !== undefined && lease.until > head.timestamp ? lease : undefined
    const registry = { ...this.#registry, block: head.number, time: head.timestamp, lease: running }
    for (const log of logs) this.#hear(log, registry)
    this.#next = Math.max(this.#next, head.number + 1)
    this.#time = head.timestamp
    return registry
  }

  /** Of each member the newest record that counts under the keys of now. */
  records(registry: Registry): Map<string, Endpoints> {
    return newestRecords([...this.#announced.values()], registry, this.#binding)
  }

  /** Members that have since announced one which names a host. */
  named(registry: Registry): string[] {
    const records = this.records(registry)
    const named = namedRecords([...this.#named.values()], registry, this.#binding)
    return [...named].flatMap(([member, { serial }]) => (serial > (records.get(member)?.serial ?? 0) ? [member] : []))
  }

  /**
   * Those that may still be carried on; what has ended is never asked about again. Nor is an upgrade of code that was changed
   * since it was proposed: nobody judged it against what stands now. An expulsion is held back where signatures come
   * first, and is judged together with the older ones that may go: agents carry them out in one block.
   */
  async proposals(provider: JsonRpcProvider): Promise<OpenProposal[]> {
    const open: OpenProposal[] = []
    const leaving: Action[] = []
    for (const [id, { proposal, block }] of [...this.#proposals]) {
      const state = proposalStates[Number(await read(provider, 'ConsortiumGovernor', 'state', id))] ?? 'pending'
      if (ENDED.has(state) || (await changedSince(provider, proposal.actions, block)).length > 0)
        this.#proposals.delete(id)
      else if (state === 'queued') {
        const eta = Number(await read(provider, 'ConsortiumGovernor', 'proposalEta', id))
        const ends = eta <= this.#time && expelledBy(proposal.actions).length > 0
        const together = [...leaving, ...proposal.actions]
        const held = ends && (await readExpulsionWait(provider, together, this.#registry?.members ?? [])) !== undefined
        if (ends && !held) leaving.push(...proposal.actions)
        open.push({ id, state, eta, held })
      } else open.push({ id, state, eta: 0 })
    }
    return open
  }

  proposal(id: bigint): Proposal | undefined {
    return this.#proposals.get(id)?.proposal
  }

  /** A joiner's record is announced before it is a member, and a member's new key may have signed before it was its key. */
  async #hearNewcomers(provider: JsonRpcProvider, registry: Registry, head: number): Promise<void> {
    const newcomers = registry.members.filter(({ name, agent }) => this.#heard.get(name) !== agent)
    if (newcomers.length === 0) return
    const topic = interfaceOf('NodeRegistry').getEvent('EndpointsAnnounced')?.topicHash ?? ''
    const topics = [topic, newcomers.map(({ name }) => zeroPadValue(organisationId(name), 32))]
    const logs = await readLogs(provider, { address: predeploys.NodeRegistry, topics }, { from: 0, to: head })
    for (const log of logs) this.#hear(log, registry)
    for (const { name, agent } of newcomers) this.#heard.set(name, agent)
  }

  #hear(log: Log, registry: Registry): void {
    const contract = contractAt(log.address)
    if (contract === undefined) return
    const event = interfaceOf(contract).parseLog(log)
    if (event?.name === 'EndpointsAnnounced') {
      const announced = { member: slugOf(event.args['organisation']), bytes: fromHex(event.args['record']) }
      this.#keepBest(announced, registry, { kept: this.#announced, of: newestRecords })
      this.#keepBest(announced, registry, { kept: this.#named, of: namedRecords })
    }
    if (event?.name === 'ProposalCreated') {
      const calldatas = [...event.args['calldatas']] as Hex[]
      const targets = [...event.args['targets']] as Hex[]
      const actions = targets.map((target, i) => ({ target, calldata: calldatas[i] ?? '0x' }))
      const proposal = { actions, description: event.args['description'] as Hex }
      // A node that shows other calls than the id stands for shows nothing.
      const id = BigInt(event.args['proposalId'])
      if (proposalId(proposal) === id) this.#proposals.set(id, { proposal, block: Number(log.blockNumber) })
    }
  }

  /** Anybody may announce anything, so only what beats the record that is held takes its place. */
  #keepBest(
    announced: Announced,
    registry: Registry,
    { kept, of }: { readonly kept: Map<string, Announced>; readonly of: typeof newestRecords },
  ): void {
    const { member } = announced
    const held = kept.get(member)
    const best = of(held === undefined ? [announced] : [held, announced], registry, this.#binding).get(member)?.serial
    const only = of([announced], registry, this.#binding).get(member)?.serial
    if (best !== undefined && best === only) kept.set(member, announced)
  }
}

const ENDED: ReadonlySet<string> = new Set(['executed', 'defeated', 'cancelled', 'expired'])

function contractAt(address: string): PredeployName | undefined {
  return HEARD.find((name) => predeploys[name].toLowerCase() === address.toLowerCase())
}
