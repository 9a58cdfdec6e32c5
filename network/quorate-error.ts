export type Fact = string | number | boolean | null | readonly Fact[] | { readonly [key: string]: Fact }
export type Facts = Readonly<Record<string, Fact>>

/**
 * Something that stops a command. Caught once, in the CLI's main, and shown as
 * `{"error":{"code","says","facts","remedy"}}`. Facts never hold a secret.
 */
export class QuorateError extends Error {
  readonly code: string
  readonly facts: Facts
  readonly remedy: string

  /** @param says one sentence: what was found and what was expected. @param remedy what to do next. */
  constructor(code: string, says: string, options: { facts?: Facts; remedy: string; cause?: unknown }) {
    super(says, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'QuorateError'
    this.code = code
    this.facts = options.facts ?? {}
    this.remedy = options.remedy
  }
}
