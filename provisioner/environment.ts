import type { Offline } from './chain/offline.ts'

/** All that the outside world lends to a command. Only `cli/main.ts` makes a real one. */
export interface Environment {
  /** One member's folder, absolute. */
  readonly home: string
  readonly cwd: string
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Unix time in whole seconds. */
  now(): number
  /** Seconds since some moment; only differences mean anything. */
  elapsed(): number
  /** One line about work under way; goes to stderr, or nowhere with `--quiet`. */
  progress(line: string): void
  /** Prints a line of the answer before the command is done. Nothing with `--json`. */
  line(text: string): void
  /** Empties the screen that lines are printed on, where one is. */
  clear?(): void
  /** Aborted when the person at the terminal has had enough. */
  readonly signal: AbortSignal
  /** Runs another `quorate` command as a process of its own, with its own home. */
  readonly self: readonly string[]
  /** Where transactions are collected instead of being signed and sent. */
  readonly offline?: Offline
}
