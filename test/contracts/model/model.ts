import type { Law } from './law.ts'
import type { State } from './state.ts'

/** Governance once more: what is, and by which numbers it goes on. */
export interface Model {
  state: State
  readonly law: Law
}
