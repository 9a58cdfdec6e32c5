import type { Amendment } from '../../network/amendments/amendment.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import type { Connection } from '../chain/location.ts'
import type { Home } from '../home/home.ts'
import type { Journal } from '../journal/journal.ts'
import type { OpenRolling } from '../maintenance/open-rolling.ts'
import type { HostedAgent } from '../targets/hosted-agent.ts'
import type { Site } from '../targets/site.ts'
import type { Target } from '../targets/target.ts'

/** What a member wants to stand. */
export interface Wanted {
  readonly home: Home
  /** The agreed network, already found sound. */
  readonly lock: Lock
  readonly connection: Connection
  /** Text of a member.yaml that was given where no node runs. */
  readonly options?: string
  /** Absent on the embedded target, where no node runs. */
  readonly nodes?: WantedNodes
  readonly progress: (line: string) => void
  readonly signal: AbortSignal
}

/** The member's own nodes, and what it has to keep to run them again. */
export interface WantedNodes {
  /** Absent where they are started by other means, from what is rendered. */
  readonly target?: Target
  /** Where the target leads, if the home does not keep it. @throws QuorateError NODES_ELSEWHERE */
  standOnce(): Promise<Site | undefined>
  /** Where the target runs it; elsewhere `quorate agent` is a process of its own. */
  readonly agent?: HostedAgent | undefined
  /** The agent beside them makes those anew that run: it alone takes the lease, by its own home. */
  readonly rolledByAgent: boolean
  readonly manifests: readonly NodeManifest[]
  /** Text of member.yaml. */
  readonly options: string
  /** What they are made from besides what was founded. */
  readonly amendments: readonly Amendment[]
  /** The newest endpoint record of every other member that gave one; signatures verified. */
  readonly records: readonly Endpoints[]
  /** What one of its nodes reads its key from, or the way to it: see `nodeSecrets`. */
  key(node: string): string
  /** Has a node that was just started dial whom it lets in, before its agent does. */
  introduce(node: NodeManifest): Promise<void>
  /** For what runs already and is to be made anew, in its turn. */
  rolling(journal: Journal): Promise<OpenRolling>
  /** Nodes that a killed command had begun with. */
  readonly begun: ReadonlySet<string>
}

/** A change that is still to be made, and why. */
export interface Planned {
  readonly kind: StepKind
  readonly subject: string
  readonly why: string
}

export type StepKind = 'agree' | 'options' | 'amendments' | 'endpoints' | 'site' | 'node' | 'connect' | 'agent' | 'roll'

/** One kind of change. `plan` only reads; doing `run` twice changes nothing. */
export interface Step {
  plan(wanted: Wanted): Promise<readonly Planned[]>
  run(wanted: Wanted, subject: string, journal: Journal): Promise<void>
}
