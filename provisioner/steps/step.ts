import type { Lock } from '../../network/ceremony/lock.ts'
import type { Connection } from '../chain/location.ts'
import type { Home } from '../home/home.ts'

/** What a member wants to stand. */
export interface Wanted {
  readonly home: Home
  /** The agreed network, already found sound. */
  readonly lock: Lock
  readonly connection: Connection
}

/** A change that is still to be made, and why. */
export interface Planned {
  readonly kind: StepKind
  readonly subject: string
  readonly why: string
}

export type StepKind = 'agree' | 'connect'

/** One kind of change. `plan` only reads; doing `run` twice changes nothing. */
export interface Step {
  plan(wanted: Wanted): Promise<Planned | undefined>
  run(wanted: Wanted): Promise<void>
}
