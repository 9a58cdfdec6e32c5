import { type Amendment, goesBeyond, historyOf } from '../../network/amendments/amendment.ts'
import type { Made } from '../../network/agent/maintenance.ts'
import { manifestDigest } from '../../network/besu/manifest.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Hex } from '../../network/hex.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { twinGuard } from '../backup/twin-guard.ts'
import { keptAmendments } from '../home/kept-amendments.ts'
import { isTakenDown } from '../home/taken-down.ts'
import type { Target } from '../targets/target.ts'
import type { Hold } from './hold.ts'
import { noteRemaking } from './note-remaking.ts'
import { restartBegins, restartEnded, restartingNodes } from './restarting.ts'

/** Own nodes that do not answer. */
export interface Quiet {
  /** Those that do not run, where that can be told. */
  readonly down: ReadonlySet<string>
  readonly silent: ReadonlySet<string>
}

/** How an agent brings own nodes to what was decided for all. */
export interface NodeUpkeep {
  /** @param fresh whether the chain that this list was read from is at its head. */
  made(amendments: readonly Amendment[], fresh: boolean): Promise<ReadonlyMap<string, Made>>
  /**
   * Nodes to be made anew that nobody misses: an agent stopped them and was killed or could not start them, or they do not run
   * by themselves.
   * Or one that somebody started since: remaking it changes nothing, and forgets that it was to be.
   */
  unfinished(quiet: Quiet): Promise<readonly string[]>
  /** @param amendments to make it from; undefined: from what the home keeps, where no chain can be read. */
  remake(node: string, amendments: readonly Amendment[] | undefined): Promise<void>
}

export interface UpkeepParts {
  readonly home: string
  readonly target: Target
  readonly hold: Hold
  /** Of all own nodes, from these amendments. @throws InputProblems where they cannot be made so. */
  manifests(amendments: readonly Amendment[]): Promise<readonly NodeManifest[]>
  key(node: string): string
  /** @throws QuorateError NODES_ELSEWHERE, NODES_RENDERED while nodes may stand in another place than the target's. */
  standOnce(): Promise<unknown>
  readonly progress: (line: string) => void
  readonly signal: AbortSignal
  /** Unix seconds. */
  now(): number
}

/** Seconds that a graceful stop may take, and what a platform adds. */
const STOP = 90

/** Of nodes that run on this machine. */
export function upkeepOf(parts: UpkeepParts): NodeUpkeep {
  const { home, target, hold, now } = parts
  return {
    async made(amendments, fresh) {
      const kept = await keptAmendments(home)
      const wanted = !fresh && goesBeyond(kept, amendments) ? kept : amendments
      if (wanted.length === 0 && kept.length === 0) return new Map()
      return madeFrom(parts, { wanted, kept })
    },
    async unfinished({ down }) {
      const begun = await restartingNodes(home)
      if (begun.size === 0) return []
      const running = await runningOf(target)
      return [...begun].flatMap(([node, at]) => {
        const ended = down.has(node) || isPast({ since: running.get(node), at, now: now() })
        return ended ? [node] : []
      })
    },
    async remake(node, amendments) {
      if (amendments !== undefined) await noteRemaking(hold, { home, node, amendments })
      await twinGuard(home)
      await parts.standOnce()
      const manifest = (await parts.manifests(await keptAmendments(home))).find((one) => one.node === node)
      const given = { key: () => parts.key(node), progress: parts.progress, signal: parts.signal }
      // Between the look and now somebody may have started it, or taken it down for good.
      const begun = (await restartingNodes(home)).has(node)
      const wanted = amendments !== undefined || (begun && !(await runningOf(target)).has(node))
      if (manifest !== undefined && wanted) {
        if (amendments !== undefined) await restartBegins(home, node)
        const still = async () => !(await isTakenDown(home)) && (await restartingNodes(home)).has(node)
        await target.ensure(manifest, { ...given, still })
      } else await target.settle?.(node, given)
      await restartEnded(home, node)
    },
  }
}

/** Since when each runs; null where that cannot be told. */
async function runningOf(target: Target): Promise<ReadonlyMap<string, number | null>> {
  const seen = await target.observe()
  return new Map(seen.flatMap(({ node, state, since }) => (state === 'running' ? [[node, since] as const] : [])))
}

/**
 * Whether a node that runs is no longer to be stopped for what was begun: it was started since, or the stop would have
 * come to its end by now. Before that it may be stopping.
 */
function isPast({ since, at, now }: { since: number | null | undefined; at: number; now: number }): boolean {
  return since !== undefined && ((since !== null && since >= at) || now - at > STOP)
}

interface Lists {
  readonly wanted: readonly Amendment[]
  readonly kept: readonly Amendment[]
}

/** A node bears the digest of what it was made from: it is looked for among all that ever stood. */
async function madeFrom(parts: UpkeepParts, { wanted, kept }: Lists): Promise<ReadonlyMap<string, Made>> {
  const observed = await parts.target.observe()
  const made = new Map<string, Made>()
  const now = await digests(parts, wanted)
  const before = [...historyOf(wanted), ...historyOf(kept)]
  for (const { node, digest } of observed) {
    if (now === undefined) made.set(node, 'unfit')
    else if (now.get(node) === digest) made.set(node, 'current')
    else made.set(node, (await isAmong(parts, before, { node, digest })) ? 'behind' : 'other')
  }
  return made
}

async function isAmong(
  parts: UpkeepParts,
  sets: readonly (readonly Amendment[])[],
  { node, digest }: { readonly node: string; readonly digest: Hex | null },
): Promise<boolean> {
  for (const set of sets.toReversed()) if ((await digests(parts, set))?.get(node) === digest) return true
  return false
}

/** Undefined where nodes cannot be made from these. */
async function digests(
  { manifests }: UpkeepParts,
  amendments: readonly Amendment[],
): Promise<ReadonlyMap<string, Hex> | undefined> {
  try {
    return new Map((await manifests(amendments)).map((manifest) => [manifest.node, manifestDigest(manifest)]))
  } catch (error) {
    if (error instanceof InputProblems && error.problems.some(({ code }) => code === 'FORK_UNKNOWN')) return undefined
    throw error
  }
}
