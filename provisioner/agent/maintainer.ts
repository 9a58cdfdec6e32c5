import type { Amendment } from '../../network/amendments/amendment.ts'
import type { Upkeep } from '../../network/agent/decide.ts'
import type { Made } from '../../network/agent/maintenance.ts'
import type { Registry } from '../../network/agent/registry.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Look } from './look.ts'
import type { AgentParts } from './agent.ts'
import type { BusyHome } from './busy-home.ts'
import type { Failures } from './failures.ts'
import type { NodeUpkeep } from './upkeep.ts'

/** Seconds: what a node was made from changes by hand only, and comparing takes reading the whole home. */
const OLDEST = 30

/** An agent's hands where nodes have to be made anew. One at a time; passes go on meanwhile. */
export class Maintainer {
  readonly #parts: AgentParts
  readonly #failures: Failures
  readonly #busy: BusyHome
  readonly #remaking = new Set<string>()
  #made: { readonly of: string; readonly at: number; readonly made: ReadonlyMap<string, Made> } | undefined

  constructor(parts: AgentParts, failures: Failures, busy: BusyHome) {
    this.#parts = parts
    this.#failures = failures
    this.#busy = busy
  }

  /** @param fresh whether an own node is at the head of the chain. */
  async seen({ nodes, down }: Look, registry: Registry | undefined, fresh: boolean): Promise<Upkeep> {
    const { upkeep, elapsed } = this.#parts
    const names = nodes.map(({ node }) => node)
    if (upkeep === undefined) return this.#with(new Map(names.map((node) => [node, 'unknown'])), down)
    if (registry === undefined) return this.#with(new Map(), down)
    const of = JSON.stringify([fresh, names, registry.amendments])
    if (this.#made?.of !== of || elapsed() - this.#made.at > OLDEST) {
      const made = await this.#look(upkeep, registry.amendments, fresh)
      this.#made = { of, at: elapsed(), made: made ?? this.#made?.made ?? new Map() }
    }
    return this.#with(this.#made.made, down)
  }

  /** What nodes were made from may be kept where nobody answers now: all else goes on. */
  async #look(upkeep: NodeUpkeep, amendments: readonly Amendment[], fresh: boolean) {
    const key = 'seeing what nodes are made from'
    try {
      const made = await upkeep.made(amendments, fresh)
      this.#failures.over(key)
      return made
    } catch (error) {
      this.#failures.failed(key, error, this.#parts.elapsed())
      return undefined
    }
  }

  /** While a node is restarted to heal a stall, it is not also found begun and not ended. */
  async restarting(node: string, restart: () => Promise<void>): Promise<void> {
    this.#remaking.add(node)
    try {
      await restart()
    } finally {
      this.#remaking.delete(node)
    }
  }

  /** What was stopped and not started again, by a killed agent or since it could not be, is: whether or not a chain can be read. */
  async finish({ nodes, down, findings }: Look): Promise<void> {
    const silent = new Set(findings.map(({ subject }) => subject))
    const unfinished = (await this.#parts.upkeep?.unfinished({ down, silent })) ?? []
    this.#forget(
      nodes.map(({ node }) => node),
      unfinished,
    )
    this.remake(unfinished, undefined)
  }

  /** Where other hands have made a node meanwhile what this agent failed to make it, that is over. */
  #forget(answering: readonly string[], unfinished: readonly string[]): void {
    if (this.#made === undefined) return
    for (const node of answering) {
      const behind = ['behind', 'outdated'].includes(this.#made.made.get(node) ?? '')
      if (!behind && !unfinished.includes(node)) this.#failures.over(remakeKey(node))
    }
  }

  remake(nodes: readonly string[], amendments: readonly Amendment[] | undefined): void {
    const { upkeep, metrics, elapsed, progress } = this.#parts
    for (const node of nodes) {
      const key = remakeKey(node)
      if (upkeep === undefined || this.#remaking.size > 0 || !this.#failures.mayTry(key, elapsed())) continue
      this.#remaking.add(node)
      const why = amendments === undefined ? 'one was begun and not ended' : 'what it is made from has changed'
      progress(`${key}: ${why}`)
      void upkeep
        .remake(node, amendments)
        .then(
          () => {
            this.#failures.over(key)
            metrics.acted('remake', 'done')
          },
          (error: unknown) => {
            // A command works in the home: the next pass tries again.
            if (error instanceof QuorateError && error.code === 'HOME_BUSY') return this.#busy.refused(error)
            metrics.acted('remake', 'failed')
            this.#failures.failed(key, error, elapsed())
          },
        )
        .finally(() => {
          this.#remaking.delete(node)
          this.#made = undefined
        })
    }
  }

  #with(made: ReadonlyMap<string, Made>, down: ReadonlySet<string>): Upkeep {
    return { made, down, remaking: new Set(this.#remaking) }
  }
}

function remakeKey(node: string): string {
  return `remake of ${node}`
}
