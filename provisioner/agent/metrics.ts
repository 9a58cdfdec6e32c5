import { Counter, Gauge, Registry } from 'prom-client'
import type { Finding } from '../../network/agent/action.ts'
import { agentFindingCodes } from '../../network/agent/action.ts'
import { liveValidators, type NodeFacts } from '../../network/agent/node-facts.ts'

/** What an agent tells Prometheus. Names of nodes, chains and codes only: no address, no key, no URL. */
export class AgentMetrics {
  readonly #registry = new Registry()
  readonly #head = this.#gauge('head_number', 'Newest block of an own node', ['node'])
  readonly #age = this.#gauge('head_age_seconds', 'Age of the newest block of an own node', ['node'])
  readonly #up = this.#gauge('node_up', 'Whether an own node answers its agent', ['node'])
  readonly #peers = this.#gauge('peers', 'Nodes that an own node is connected to', ['node'])
  readonly #validators = this.#gauge('validators', 'Validators of the chain, as an own node says', ['node'])
  readonly #live = this.#gauge('validators_live', 'Validators that an own node is, or is connected to', ['node'])
  readonly #findings = this.#gauge('findings', 'Findings of the last pass', ['code'])
  readonly #skew = this.#gauge('clock_skew_seconds', 'This machine’s clock behind (+) or ahead (-) of new blocks')
  readonly #actions = this.#counter('agent_actions_total', 'What the agent did', ['kind', 'outcome'])
  readonly #passes = this.#counter('agent_passes_total', 'Passes', ['outcome'])
  readonly #last = this.#gauge('agent_last_pass_timestamp_seconds', 'When the last pass ended')
  readonly #took = this.#gauge('agent_pass_seconds', 'How long the last pass took')
  readonly #checkpoint = this.#gauge('checkpoint_sequence', 'Last decided checkpoint')
  readonly #anchor = this.#gauge('anchor_sequence', 'Last checkpoint that a public chain holds', ['chain'])
  readonly #anchorAge = this.#gauge('anchor_age_seconds', 'Age of the last checkpoint on a public chain', ['chain'])
  readonly #anchorUp = this.#gauge('anchor_up', 'Whether the last look at a public chain succeeded', ['chain'])
  readonly #anchorSame = this.#gauge(
    'anchor_same',
    'Whether the last checkpoint on a public chain is the one that was decided',
    ['chain'],
  )
  readonly #leader = this.#gauge('agent_leader', 'Whether this agent holds the lease')

  constructor() {
    const resident = this.#gauge('agent_resident_bytes', 'Resident memory of the agent')
    const cpu = this.#gauge('agent_cpu_seconds', 'Processor time of the agent, user and system')
    this.#refresh = () => {
      resident.set(process.memoryUsage.rss())
      const { user, system } = process.cpuUsage()
      cpu.set((user + system) / 1e6)
    }
  }

  readonly #refresh: () => void

  node(facts: NodeFacts, now: number): void {
    const { node } = facts
    this.#up.set({ node }, 1)
    this.#head.set({ node }, facts.head.number)
    this.#age.set({ node }, Math.max(0, now - facts.head.time))
    this.#peers.set({ node }, facts.peers.length)
    this.#validators.set({ node }, facts.validators.length)
    this.#live.set({ node }, liveValidators(facts).length)
  }

  found(findings: readonly Finding[]): void {
    for (const code of Object.keys(agentFindingCodes)) {
      this.#findings.set({ code }, findings.filter((finding) => finding.code === code).length)
    }
    for (const { code, subject } of findings) if (code === 'NODE_SILENT') this.#up.set({ node: subject }, 0)
  }

  acted(kind: string, outcome: 'done' | 'overtaken' | 'failed'): void {
    this.#actions.inc({ kind, outcome })
  }

  passed(outcome: 'done' | 'failed', { now, took }: { now: number; took: number }): void {
    this.#passes.inc({ outcome })
    this.#last.set(now)
    this.#took.set(took)
  }

  clock(skew: number): void {
    this.#skew.set(skew)
  }

  leads(held: boolean): void {
    this.#leader.set(held ? 1 : 0)
  }

  decided(sequence: number): void {
    this.#checkpoint.set(sequence)
  }

  /** @param age seconds since the last checkpoint there; undefined where the chain could not be read. */
  anchored(chain: string, state: { sequence: number; age: number } | undefined): void {
    this.#anchorUp.set({ chain }, state === undefined ? 0 : 1)
    if (state === undefined) return
    this.#anchor.set({ chain }, state.sequence)
    this.#anchorAge.set({ chain }, state.age)
  }

  anchorSame(chain: string, same: boolean): void {
    this.#anchorSame.set({ chain }, same ? 1 : 0)
  }

  text(): Promise<string> {
    this.#refresh()
    return this.#registry.metrics()
  }

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name: `quorate_${name}`, help, labelNames, registers: [this.#registry] })
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `quorate_${name}`, help, labelNames, registers: [this.#registry] })
  }
}
