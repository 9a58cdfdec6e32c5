import { getAddress } from 'ethers'
import type { ChainAction, Finding } from '../../network/agent/action.ts'
import { type BlockSeen, clockSkew, rememberBlock } from '../../network/agent/clock.ts'
import { blank, type Decision, decide, type Memory, type Seen } from '../../network/agent/decide.ts'
import { decideAlone } from '../../network/agent/decide-alone.ts'
import { clockFindings } from '../../network/agent/findings.ts'
import type { Registry } from '../../network/agent/registry.ts'
import { hostsOfOthers } from '../../network/agent/routes.ts'
import { amendedGenesis, blockPeriodAt, headAgeSeconds } from '../../network/amendments/amended-genesis.ts'
import { checkEndpoints } from '../../network/ceremony/check-endpoints.ts'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import { specDigest } from '../../network/ceremony/identity.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { read } from '../chain/read.ts'
import { actOnNodes } from './act-on-nodes.ts'
import { BusyHome } from './busy-home.ts'
import { Checkpointing } from './checkpointing.ts'
import { Failures } from './failures.ts'
import { Follower } from './follow.ts'
import type { Hold } from './hold.ts'
import type { Look } from './look.ts'
import { Maintainer } from './maintainer.ts'
import type { AgentMetrics } from './metrics.ts'
import type { OwnNodes } from './own-nodes.ts'
import { mayRestart, noteNotRestarted } from './restart-once.ts'
import { routesTo } from './routes.ts'
import type { Sight } from './sight.ts'
import { actionKey } from './speak.ts'
import { stillWanted } from './still-wanted.ts'
import type { NodeUpkeep } from './upkeep.ts'
import { Voice } from './voice.ts'

/** What an agent works with. */
export interface AgentParts {
  readonly member: string
  readonly lock: Lock
  readonly own: OwnNodes
  readonly eyes: Sight
  /** On a development chain: nothing is done to nodes, and its clock may be set at will. */
  readonly alone?: boolean
  readonly hold: Hold
  /** Absent where other hands write the nodes' files. */
  readonly upkeep?: NodeUpkeep | undefined
  readonly metrics: AgentMetrics
  /** Records of the founding that no chain saw, and this member's own as its home has it now. */
  records(): Promise<readonly Endpoints[]>
  /** Seconds since 1970; fractions where the clock gives them. */
  now(): number
  /** Seconds since some moment; only differences mean anything. */
  elapsed(): number
  progress(line: string): void
  /** Once it is aborted nothing more is begun. */
  readonly signal: AbortSignal
}

/** What one pass found and did; `work` settles when what it began on chain is over. */
export interface Pass {
  readonly findings: readonly Finding[]
  readonly did: readonly string[]
  readonly work: Promise<void>
}

/** A member's agent: each pass looks, decides, acts. Whatever fails is a finding, and tried again. */
export class Agent {
  readonly #parts: AgentParts
  readonly #follower: Follower
  readonly #checkpointing: Checkpointing
  readonly #failures = new Failures()
  readonly #busy: BusyHome
  readonly #maintainer: Maintainer
  readonly #voice: Voice
  #memory: Memory = blank
  #blocks: readonly BlockSeen[] = []
  #lastLook = Number.NEGATIVE_INFINITY
  #working: Promise<void> | undefined
  #standing: { readonly registry: Registry; readonly decided: number; readonly epoch: number } | undefined
  #findings: readonly Finding[] = []

  constructor(parts: AgentParts) {
    const { consortium, chainId, foundingId } = parts.lock.founding
    this.#parts = parts
    this.#busy = new BusyHome(this.#failures, parts)
    this.#maintainer = new Maintainer(parts, this.#failures, this.#busy)
    this.#follower = new Follower(parts.member, { chainId, consortium: [specDigest(consortium), foundingId] })
    this.#checkpointing = new Checkpointing(consortium.checkpoints.everySeconds, parts.signal)
    const [failures, busy, checkpointing] = [this.#failures, this.#busy, this.#checkpointing]
    const proposal = (id: bigint) => this.#follower.proposal(id)
    const moves = () => this.#follower.boardMoves
    this.#voice = new Voice({ ...parts, failures, busy, checkpointing, proposal, moves })
  }

  /** What the loops on public chains go by; undefined before a pass has read it. */
  standing() {
    return this.#standing
  }

  findings(): readonly Finding[] {
    return this.#findings
  }

  /** Seconds between blocks, as decided for now: one pass a block. */
  period(): number {
    const { lock, now } = this.#parts
    return blockPeriodAt(lock.founding.genesis, this.#standing?.registry.amendments ?? [], now())
  }

  /** While another agent is at work: what this one remembers of its own acts no longer says how things stand. */
  standBy(): undefined {
    this.#memory = blank
    this.#standing = undefined
    this.#findings = []
    this.#parts.metrics.found([])
  }

  async pass(): Promise<Pass> {
    const { eyes, metrics } = this.#parts
    const now = this.#parts.now()
    const look = await eyes.look()
    const skew = this.#parts.alone ? 0 : this.#clock(look, now)
    for (const facts of look.nodes) metrics.node(facts, now)
    const seen = await this.#seen(look, now)
    const decision = (this.#parts.alone ? decideAlone : decide)(seen, this.#memory)
    const { did, refused } = await actOnNodes(decision, { ...this.#parts, failures: this.#failures })
    // What could not be set has not been set: that it differs is no drift.
    this.#memory = { ...decision.memory, set: without(decision.memory.set, refused) }
    this.#restart(decision)
    this.#maintainer.remake(decision.remakes, seen.registry?.amendments)
    await this.#maintainer.finish(look)
    this.#failures.keepOnly((key) => stillWanted(key, decision))
    this.#busy.forget()
    this.#work(decision.chainActions, seen)
    this.#findings = [...look.findings, ...decision.findings, ...clockFindings(skew), ...this.#failures.findings()]
    metrics.found(this.#findings)
    return { findings: this.#findings, did, work: this.#working ?? Promise.resolve() }
  }

  #clock({ nodes }: Look, now: number): number {
    const period = this.period()
    const prompt = now - this.#lastLook < 2 * period
    this.#lastLook = now
    const head = nodes.toSorted((a, b) => b.head.number - a.head.number)[0]?.head
    if (head !== undefined) this.#blocks = rememberBlock(this.#blocks, { ...head, seen: now, prompt })
    const skew = clockSkew(this.#blocks, period)
    this.#parts.metrics.clock(skew)
    return skew
  }

  async #seen(look: Look, now: number): Promise<Seen> {
    const { nodes, since } = look
    const { member, lock, elapsed } = this.#parts
    const { founding } = lock
    const given = { member, genesisHash: founding.genesisHash, now, elapsed: elapsed(), nodes, since }
    const nothing = {
      ...NOTHING_KNOWN,
      headAgeSeconds: this.#headAge(),
      upkeep: await this.#maintainer.seen(look, undefined, false),
    }
    if (!nodes.some(({ genesisHash }) => genesisHash === founding.genesisHash)) return { ...given, ...nothing }
    const key = 'reading the contracts'
    try {
      const known = await this.#contracts()
      const headAgeSeconds = this.#headAge()
      const fresh = nodes.some(({ head }) => now - head.time <= headAgeSeconds)
      const upkeep = await this.#maintainer.seen(look, known.registry, fresh)
      this.#failures.over(key)
      return { ...given, ...known, headAgeSeconds, upkeep }
    } catch (error) {
      // What needs no contract goes on: peers are dialled, and a stall is healed.
      this.#failures.failed(key, error, this.#parts.elapsed())
      return { ...given, ...nothing }
    }
  }

  /** Blocks may have come at another pace since the founding. */
  #headAge(): number {
    const { genesis } = this.#parts.lock.founding
    return headAgeSeconds(amendedGenesis(genesis, this.#standing?.registry.amendments ?? []))
  }

  async #contracts(): Promise<Read> {
    const { member, eyes, metrics } = this.#parts
    const provider = eyes.provider()
    const registry = await this.#follower.registry(provider, this.#parts.elapsed())
    const [proposals, kept, head, epoch] = await Promise.all([
      this.#follower.proposals(provider),
      this.#parts.records(),
      read(provider, 'CheckpointBoard', 'head'),
      read(provider, 'CheckpointBoard', 'currentEpoch'),
    ])
    metrics.decided(Number(head.sequence))
    this.#standing = { registry, decided: Number(head.sequence), epoch: Number(epoch) }
    const announced = this.#follower.records(registry)
    // What is announced is read apart from what is kept: a record of one's own that nobody has heard has to be said.
    const records = newest([...announced.values(), ...kept.filter((record) => isSigned(record, registry))])
    const own = kept.find((record) => record.member === member)
    const named = this.#follower.named(registry)
    const routes = await routesTo(hostsOfOthers(registry, records, member))
    return { registry, proposals, records, named, announced: announced.get(member), own, routes }
  }

  /** In the stall a restart heals, no block comes: nothing is said on chain, and the other parts go on meanwhile. */
  #restart({ restarts, memory }: Decision): void {
    const { metrics, elapsed } = this.#parts
    for (const node of restarts) {
      const head = memory.episodes.get(node)?.head ?? 0
      const key = `restart of ${node}`
      if (!this.#failures.mayTry(key, elapsed())) {
        this.#notRestarted(node)
        continue
      }
      this.#restartOnce(node, head, key).then(
        (done) => {
          this.#failures.over(key)
          metrics.acted('restart', done ? 'done' : 'overtaken')
        },
        (error: unknown) => {
          metrics.acted('restart', 'failed')
          this.#failures.failed(key, error, elapsed())
          this.#notRestarted(node)
        },
      )
    }
  }

  /** It is still to be. */
  #notRestarted(node: string): void {
    const episode = this.#memory.episodes.get(node)
    if (episode === undefined) return
    const episodes = new Map(this.#memory.episodes).set(node, { ...episode, restarted: false })
    this.#memory = { ...this.#memory, episodes }
  }

  async #restartOnce(node: string, head: number, key: string): Promise<boolean> {
    const { own, hold, now, progress } = this.#parts
    if (!(await mayRestart(hold, { node, head }, now()))) return false
    progress(`${key}: no block after ${head}, and a quorum of validators is back`)
    try {
      await this.#maintainer.restarting(node, () => own.restart(node))
    } catch (error) {
      await noteNotRestarted(hold, { node, head })
      throw error
    }
    return true
  }

  /** One piece of work at a time speaks as this agent: what comes next is decided from what it led to. */
  #work(actions: readonly ChainAction[], { registry, now, nodes, headAgeSeconds }: Seen): void {
    if (this.#working !== undefined || registry === undefined || this.#parts.signal.aborted) return
    const due = actions.filter((action) => this.#failures.mayTry(actionKey(action), this.#parts.elapsed()))
    const active = registry.members.some(({ name, status }) => name === this.#parts.member && status === 'active')
    const fresh = nodes.some(({ head }) => now - head.time <= headAgeSeconds)
    const board = active && fresh && this.#checkpointing.due(now, this.#follower.boardMoves)
    if (due.length === 0 && !board) return
    this.#working = this.#voice.say(due, board).finally(() => {
      this.#working = undefined
    })
  }
}

/** What the contracts and the members' records say. */
type Read = Pick<Seen, 'registry' | 'proposals' | 'records' | 'named' | 'announced' | 'own' | 'routes'>

const NOTHING_KNOWN = {
  proposals: [],
  records: new Map(),
  named: [],
  own: undefined,
  routes: { here: [], from: new Map() },
  announced: undefined,
  registry: undefined,
}

function newest(records: readonly Endpoints[]): Map<string, Endpoints> {
  const found = new Map<string, Endpoints>()
  for (const record of records) {
    if (record.serial > (found.get(record.member)?.serial ?? 0)) found.set(record.member, record)
  }
  return found
}

function isSigned(record: Endpoints, { members }: Registry): boolean {
  const agent = members.find(({ name }) => name === record.member)?.agent
  return agent !== undefined && checkEndpoints(record, '', getAddress(agent)).length === 0
}

function without(map: ReadonlyMap<string, string>, keys: ReadonlySet<string>): ReadonlyMap<string, string> {
  return new Map([...map].filter(([key]) => !keys.has(key)))
}
