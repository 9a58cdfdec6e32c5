import type { Environment } from '../environment.ts'
import type { Input } from './input.ts'

/** What a command answers: one JSON document, the same for people, and whether all is well (exit code 0 or 1). */
export interface Answer {
  readonly json: unknown
  readonly text: readonly string[]
  readonly good: boolean
}

export interface Option {
  /** As commander takes it: `--spec <file>`, `--renew`. */
  readonly flags: string
  readonly says: string
}

export interface Command {
  readonly name: string
  readonly says: string
  /** As commander takes them: `<member>`, `[files...]`. */
  readonly takes?: string
  readonly options?: readonly Option[]
  readonly example: string
  /** It runs until it is stopped, always or with this flag: its process keeps no memory that it does not use. */
  readonly frugal?: true | string
  /** Loaded only when it is run, so that `--help` stays quick. */
  readonly load: () => Promise<{ run(input: Input, env: Environment): Promise<Answer> }>
}
