/**
 * Bad input. Problems are collected and shown all at once; each names the place and whose it is to mend.
 * A value of `network/`: made by pure code, printed by the CLI.
 */
export interface Problem {
  /** Stable, UPPER_SNAKE: `quorate explain CODE` tells more. */
  readonly code: string
  /** Where it stands, as far as it is known. `line` and `column` count from 1. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** Path inside the document, e.g. `members[2].chamber`. */
  readonly path?: string
  readonly found: string
  readonly expected: string
  /** The member who has to mend it, where one can be named. */
  readonly whose?: string
}
