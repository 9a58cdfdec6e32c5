import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Hex } from '../../network/hex.ts'
import type { OpenSite } from './site.ts'

/** Where a member's nodes run. Every target passes one behaviour suite (test/behaviours/target.ts). */
export interface Target {
  readonly kind: 'process' | 'docker' | 'kubernetes'
  /** Where it leads to. Only reads; what cannot be reached throws. */
  site(): Promise<OpenSite>
  /**
   * What stands of the member's nodes. Only reads; a target that cannot be reached throws.
   * @param signal ends the asking where it takes long, and whatever asks.
   */
  observe(signal?: AbortSignal): Promise<readonly ObservedNode[]>
  /**
   * Finds or fetches what starting this node takes: the right Besu, its image. Changes nothing that runs.
   * @throws QuorateError where it could not be started so.
   */
  prepare(manifest: NodeManifest, given: Given): Promise<void>
  /**
   * Makes a node stand as its manifest says, and run: makes what is absent, starts what stopped, replaces what was made
   * from another manifest and keeps its data. Doing it twice changes nothing. Returns once the node's process runs.
   * Cut short, it leaves the node to start by itself, and what was handed over for that to `settle`.
   * @throws QuorateError NODE_NOT_STARTED, with the end of its log.
   */
  ensure(manifest: NodeManifest, given: Given): Promise<void>
  /**
   * Stops it gracefully and starts it again; the key is handed over again where that needs one. What is absent is made.
   * Nothing is stopped before `prepare` has gone well.
   */
  restart(manifest: NodeManifest, given: Given): Promise<void>
  /**
   * Stops it gracefully and takes it away; its data stays. What is absent already is no error.
   * @param keeping its key as well, where the target holds one: the home that this is done from may not have it.
   */
  remove(node: string, keeping?: 'key'): Promise<void>
  /** Takes it away with its data. */
  erase(node: string): Promise<void>
  /**
   * Why nodes are not as they are to be though they bear their manifests' digests, by node: where a platform is told more
   * than manifests say. Only reads.
   */
  lacks?(manifests: readonly NodeManifest[]): Promise<ReadonlyMap<string, string>>
  /**
   * Ends what a start that was cut short left: waits while the node still takes in what it was handed for it, and takes
   * that away. Changes nothing that runs, and starts nothing.
   */
  settle?(node: string, given: Omit<Given, 'key'>): Promise<void>
  /** Tells the platform what a node is to be made from at its next start, where it keeps that. Changes nothing that runs. */
  stage?(manifest: NodeManifest, given: Given): Promise<void>
  /** Opens a way to a running node's metrics, where they are not on this machine's loopback; null where none opens. */
  metrics?(node: string): Promise<string | null>
  /** The newest lines of its log, oldest first. */
  logs(node: string, lines: number): Promise<readonly string[]>
}

export interface Given {
  /**
   * Whether it is still to be done: asked once nobody else works on the node, and where it is not, nothing is. Without it,
   * it is. What was decided may have waited for minutes for somebody else's work.
   */
  readonly still?: () => Promise<boolean>
  /** What `Places.key` is to hold. Never in an argument, an environment, a label or a log. */
  readonly key: () => string
  readonly progress: (line: string) => void
  readonly signal: AbortSignal
}

export const isStill = async ({ still }: Pick<Given, 'still'>): Promise<boolean> => still === undefined || still()

export interface ObservedNode {
  readonly node: string
  /** Of the manifest that it was made from: see `manifestDigest`. Null where that cannot be told. */
  readonly digest: Hex | null
  /** `stopped` is also what somebody has begun to stop. */
  readonly state: 'running' | 'stopped'
  /** Where its JSON-RPC answers, as seen from this machine. Null where it does not run, or no way to it opens. */
  readonly rpc: string | null
  /** Unix seconds since when it runs. */
  readonly since: number | null
}
