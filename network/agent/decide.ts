import type { Endpoints } from '../ceremony/endpoints.ts'
import type { Hex } from '../hex.ts'
import type { ChainAction, Finding, NodeAction } from './action.ts'
import { chainActions, isSettled, type OpenProposal } from './chain-actions.ts'
import { absentValidators, endpointNamed, keyFindings, listDrift, nodeFindings, placeFindings } from './findings.ts'
import { type HeadSeen, headState, seeHead } from './head-seen.ts'
import { type Made, maintenance } from './maintenance.ts'
import { meetAgain, type Meetings, type Words, wordsOf } from './joiner.ts'
import { listActions, peerActions } from './node-actions.ts'
import type { NodeFacts } from './node-facts.ts'
import { dueTries, type Tries } from './peer-tries.ts'
import type { Registry } from './registry.ts'
import { type Routes, routeFindings } from './routes.ts'
import { type Episode, stallOf } from './stall.ts'
import { voteActions } from './votes.ts'

/** Everything that one pass knows. */
export interface Seen {
  readonly member: string
  readonly genesisHash: Hex
  /** A head older than this, in seconds, means that the chain stands still. */
  readonly headAgeSeconds: number
  /** Unix seconds. */
  readonly now: number
  /** Seconds since some moment, by a clock that nobody sets. */
  readonly elapsed: number
  /** Undefined where no own node answers. */
  readonly registry: Registry | undefined
  /** Own nodes that answer. */
  readonly nodes: readonly NodeFacts[]
  /** Unix seconds since when each own node's process runs, where its target can tell. */
  readonly since: ReadonlyMap<string, number>
  readonly proposals: readonly OpenProposal[]
  /** Of each member the newest valid record, on chain or handed over before there was one. */
  readonly records: ReadonlyMap<string, Endpoints>
  /** Members whose newest record counts for nothing, since it names a host. */
  readonly named: readonly string[]
  /** This member's own newest record on chain. */
  readonly announced: Endpoints | undefined
  /** This member's own record, as its home has it. */
  readonly own: Endpoints | undefined
  /** From where this machine sends to the other members' nodes. */
  readonly routes: Routes
  /** How own nodes are made and remade. */
  readonly upkeep: Upkeep
}

export interface Upkeep {
  readonly made: ReadonlyMap<string, Made>
  /** Own nodes that do not run. */
  readonly down: ReadonlySet<string>
  /** Own nodes that are being stopped and started now. */
  readonly remaking: ReadonlySet<string>
}

/** What one pass leaves for the next. Lost with the process, and nothing goes wrong then. */
export interface Memory {
  readonly tries: Tries
  readonly meetings: Meetings
  readonly words: Words
  readonly episodes: ReadonlyMap<string, Episode>
  readonly heads: ReadonlyMap<string, HeadSeen>
  /** By node: what its lists were set to. */
  readonly set: ReadonlyMap<string, string>
}

export interface Decision {
  readonly nodeActions: readonly NodeAction[]
  readonly chainActions: readonly ChainAction[]
  readonly restarts: readonly string[]
  /** Own nodes to be made anew, from what was decided since. */
  readonly remakes: readonly string[]
  readonly findings: readonly Finding[]
  readonly memory: Memory
}

export const blank: Memory = {
  tries: new Map(),
  meetings: new Map(),
  words: new Map(),
  episodes: new Map(),
  heads: new Map(),
  set: new Map(),
}

/**
 * What an agent does next. An own node whose head is old knows old decisions: it is only kept connected to those it lets
 * in already, and neither votes nor speaks; otherwise a joiner that catches up would undo what was decided since.
 */
export function decide(seen: Seen, before: Memory): Decision {
  const fresh = seen.nodes.filter((facts) => isFresh(facts, seen))
  const { registry } = seen
  const words = registry === undefined ? before.words : wordsOf(registry, before.words)
  const settled = registry !== undefined && isSettled({ registry, nodes: fresh })
  const parts = seen.nodes.map((facts) => ofNode(facts, { ...seen, words, settled }, before))
  const { due, tries } = dueTries(
    parts.flatMap(({ actions }) => actions),
    before.tries,
    seen.elapsed,
  )
  const upkeep = registry === undefined ? undefined : maintained(seen, registry, parts)
  return {
    nodeActions: due,
    chainActions:
      registry === undefined
        ? []
        : [...chainActions({ ...seen, registry, nodes: fresh, words }), ...(upkeep?.chainActions ?? [])],
    // What is being made anew is down on purpose.
    restarts: parts.flatMap(({ facts, restart }) =>
      restart && !seen.upkeep.remaking.has(facts.node) ? [facts.node] : [],
    ),
    remakes: upkeep?.remakes ?? [],
    findings: [
      ...seen.named.map(endpointNamed),
      ...routeFindings(seen.own, seen.routes),
      ...parts.flatMap(({ findings }) => findings),
      ...(upkeep?.findings ?? []),
    ],
    memory: {
      tries,
      words,
      meetings: new Map(parts.flatMap(({ meetings }) => [...meetings])),
      episodes: renewed(before.episodes, parts, ({ episode }) => episode),
      heads: renewed(before.heads, parts, ({ head }) => head),
      set: renewed(before.set, parts, ({ lists }) => lists),
    },
  }
}

function maintained(seen: Seen, registry: Registry, parts: readonly Part[]) {
  const nodes = seen.nodes.filter(({ genesisHash }) => genesisHash === seen.genesisHash)
  const heads = new Map(parts.map(({ facts, head }) => [facts.node, head]))
  const head = (facts: NodeFacts) =>
    headState(facts, heads.get(facts.node) ?? seeHead(facts, undefined, seen.elapsed), seen)
  return maintenance({ ...seen.upkeep, ...seen, registry, nodes, head })
}

interface Part {
  readonly facts: NodeFacts
  readonly actions: readonly NodeAction[]
  readonly findings: readonly Finding[]
  readonly head: HeadSeen
  readonly episode: Episode | undefined
  readonly restart: boolean
  readonly lists: string | undefined
  readonly meetings: Meetings
}

function ofNode(
  facts: NodeFacts,
  seen: Seen & { readonly words: Words; readonly settled: boolean },
  before: Memory,
): Part {
  const { registry } = seen
  const head = seeHead(facts, before.heads.get(facts.node), seen.elapsed)
  const watched = seen.elapsed - head.since
  const watch = {
    now: seen.now,
    elapsed: seen.elapsed,
    watched,
    threshold: seen.headAgeSeconds,
    since: seen.since.get(facts.node),
  }
  const stall = stallOf(facts, before.episodes.get(facts.node), watch)
  const own = [
    ...nodeFindings(facts, seen),
    ...(registry === undefined ? [] : keyFindings(facts, registry, seen.member)),
  ]
  const lists = before.set.get(facts.node)
  // A node of another network is told nothing: what is decided here is not decided there.
  if (facts.genesisHash !== seen.genesisHash)
    return { facts, actions: [], findings: own, head, episode: undefined, restart: false, lists, meetings: new Map() }
  if (registry === undefined || !isFresh(facts, seen))
    return { facts, actions: peerActions(facts), findings: own, head, ...stall, lists, meetings: new Map() }
  const listed = listActions(facts, registry, seen)
  const votes = voteActions(facts, registry, seen.words)
  const met = meetAgain(facts, registry, { ...seen, before: before.meetings })
  const wanted = wantedText(registry, seen.records, facts)
  const changed = listsIn(listed)
  return {
    facts,
    head,
    actions: [...listed, ...votes.actions, ...met.actions],
    meetings: met.meetings,
    findings: [
      ...own,
      ...votes.findings,
      ...placeFindings(facts, registry, seen.records),
      ...absentValidators(facts, registry),
      ...(lists === wanted && changed.length > 0 ? [listDrift(facts.node, changed)] : []),
    ],
    ...stall,
    lists: wanted,
  }
}

function isFresh({ head, genesisHash }: NodeFacts, seen: Seen): boolean {
  return seen.now - head.time <= seen.headAgeSeconds && genesisHash === seen.genesisHash
}

/** Stands for all that the lists follow from: where it is the same and a list differs, somebody else changed the list. */
function wantedText({ members }: Registry, records: ReadonlyMap<string, Endpoints>, { validators }: NodeFacts): string {
  return JSON.stringify([members, validators, [...records.values()].map(({ member, serial }) => [member, serial])])
}

function listsIn(actions: readonly NodeAction[]): string[] {
  const kinds = new Set<string>(actions.map(({ kind }) => kind))
  const of = (list: string, name: string) => (kinds.has(`allow-${list}`) || kinds.has(`disallow-${list}`) ? [name] : [])
  return [...of('nodes', 'The list of nodes'), ...of('accounts', 'The list of accounts')]
}

/** What is known of each node: as it is now where it answered, as it was where it did not. */
function renewed<T>(before: ReadonlyMap<string, T>, parts: readonly Part[], of: (part: Part) => T | undefined) {
  const after = new Map(before)
  for (const part of parts) {
    const value = of(part)
    if (value === undefined) after.delete(part.facts.node)
    else after.set(part.facts.node, value)
  }
  return after as ReadonlyMap<string, T>
}
