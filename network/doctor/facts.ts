import type { NodeFacts } from '../agent/node-facts.ts'
import type { Registry } from '../agent/registry.ts'
import type { Routes } from '../agent/routes.ts'
import type { Founding } from '../ceremony/founding.ts'
import type { Endpoints } from '../ceremony/endpoints.ts'
import type { Duty } from '../consortium/consortium.ts'
import type { Hex } from '../hex.ts'

/** All that could be learnt from where the doctor stands. What nobody could tell is undefined, never guessed. */
export interface Facts {
  readonly member: string
  /** Unix seconds, by this machine's clock. */
  readonly now: number
  readonly network: NetworkFacts
  /** `config` of the founders' genesis file. */
  readonly foundingConfig: Founding['genesis']['config']
  readonly target: TargetFacts
  /** This member's own nodes: those it is to run, and those that run. */
  readonly nodes: readonly ExaminedNode[]
  /** What the contracts say; undefined where no own node answers. */
  readonly registry: Registry | undefined
  /** Of each member the newest record that this home knows. */
  readonly records: ReadonlyMap<string, Endpoints>
  /** Every node of the others that is to be reached, as this machine reaches it by TCP. */
  readonly reach: readonly Reach[]
  /** From where this machine sends to them. */
  readonly routes: Routes
  /** Where this member's RPC or metrics answer on an address that others might reach; undefined where that was not tried. */
  readonly exposed: readonly Exposure[] | undefined
  /** Filesystems that the home, and with it nodes that are processes, stand on. */
  readonly disks: readonly Disk[]
}

export interface TargetFacts {
  readonly kind: string
  /** Why it could not be asked; undefined where it could, or was not needed. */
  readonly silence: { readonly reason: string; readonly remedy: string } | undefined
}

export interface NetworkFacts {
  readonly genesisHash: Hex
  /** Seconds. */
  readonly blockPeriod: number
  /** Seconds that round 0 lasts: T. */
  readonly requestTimeout: number
  /** Blocks after which votes that did not pass are forgotten. */
  readonly epoch: number
  /** A head older than this, in seconds, means that the chain stands still. */
  readonly headAgeSeconds: number
}

export interface ExaminedNode {
  readonly node: string
  readonly duty: Duty
  readonly address: Hex
  /** Absent: the target knows nothing of it. Null where the target could not be asked. */
  readonly state: 'running' | 'stopped' | 'absent' | null
  /** Unix seconds since when it runs. */
  readonly since: number | null
  /** Why its RPC gave no answer, or none to its own member; undefined where it did. */
  readonly silence: Silence | undefined
  /** What anybody may ask. */
  readonly open: OpenAnswers | undefined
  /** What only its member's agent may ask; undefined where that was not asked, or not answered. */
  readonly own: OwnAnswers | Refusal | undefined
  /** The newest lines of its log, oldest first; undefined where nobody could read it from here. */
  readonly log: readonly string[] | undefined
  /** Its configuration file, where that can be read from here. */
  readonly config: ReadonlyMap<string, string> | undefined
  /** `config` of its genesis file, where that can be read from here. */
  readonly genesisConfig: unknown
  /** Enodes that it keeps up by file, which cannot be let go while it runs. */
  readonly staticNodes: readonly string[] | undefined
  /** Undefined where its metrics do not answer here. */
  readonly memory: { readonly usedMiB: number; readonly limitMiB: number } | undefined
}

export interface Silence {
  readonly kind: 'refused' | 'timeout' | 'name' | 'other'
  readonly rpc: string
  readonly reason: string
}

/** Each undefined where the node refused that one question. */
export interface OpenAnswers {
  readonly version: string | undefined
  readonly genesisHash: Hex | undefined
  readonly head: { readonly number: number; readonly time: number } | undefined
  /** Seconds between a new block's own time and its being first seen here; undefined where none came while asking. */
  readonly lag: number | undefined
  readonly syncing: boolean | undefined
  readonly peers: number | undefined
  readonly validators: readonly Hex[] | undefined
  readonly votes: Readonly<Record<Hex, boolean>> | undefined
  /** Blocks that each validator proposed among the last hundred. */
  readonly proposed: Readonly<Record<Hex, number>> | undefined
  /** In wei. */
  readonly gasPrice: number | undefined
  /** The newest blocks, oldest first. */
  readonly blocks: readonly BlockFacts[]
  /** Whether it has the state of a block that is hundreds old; undefined while there is none so old. */
  readonly oldState: boolean | undefined
  /** What it said to its own configured name as HTTP host: 403 means that its host list lacks it. */
  readonly hostStatus: { readonly host: string; readonly status: number } | undefined
  /** Interfaces that answered without a token, though they should not. */
  readonly unprotected: readonly string[]
}

export interface BlockFacts {
  readonly number: number
  readonly time: number
  readonly transactions: number
  readonly gasUsed: number
  readonly gasLimit: number
  readonly baseFee: number | null
  /** Logs by eth_getLogs, and by the block's receipts; undefined where not compared. */
  readonly logs: { readonly found: number; readonly inReceipts: number } | undefined
}

export interface OwnAnswers {
  readonly facts: NodeFacts
  /** Its own enode, as it tells others. */
  readonly enode: string
  readonly peers: readonly PeerAnswer[]
  /** Transactions that wait in its pool. */
  readonly pool: number | undefined
}

export interface PeerAnswer {
  readonly address: Hex
  readonly version: string
  /** Newest block by the peer's own word, when it last said so. */
  readonly latestBlock: number | undefined
}

export interface Refusal {
  readonly refused: string
}

export interface Reach {
  readonly member: string
  readonly node: string
  readonly host: string
  readonly port: number
  readonly outcome: 'open' | 'refused' | 'timeout' | 'name' | 'unreachable'
}

export interface Exposure {
  readonly what: string
  readonly address: string
  readonly port: number
}

export interface Disk {
  readonly what: string
  readonly freeBytes: number
  readonly totalBytes: number
}

/** What was asked with a token, and answered. */
export function answersOf({ own }: ExaminedNode): OwnAnswers | undefined {
  return own === undefined || 'refused' in own ? undefined : own
}
