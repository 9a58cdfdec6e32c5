import { QuorateError } from '../../network/quorate-error.ts'

type Value = string | boolean | readonly string[] | undefined

/** What a person typed after the command's name. */
export class Input {
  readonly #arguments: readonly (string | readonly string[] | undefined)[]
  readonly #options: Readonly<Record<string, Value>>

  constructor(
    positional: readonly (string | readonly string[] | undefined)[],
    options: Readonly<Record<string, Value>>,
  ) {
    this.#arguments = positional
    this.#options = options
  }

  argument(index: number): string {
    const value = this.#arguments[index]
    if (typeof value === 'string') return value
    throw usage(`Argument ${index + 1} is missing.`)
  }

  /** The argument that takes all that is left. */
  rest(index: number): readonly string[] {
    const value = this.#arguments[index]
    return Array.isArray(value) ? value : []
  }

  /** The argument that may be left out, as a list of one or none. */
  optional(index: number): readonly string[] {
    const value = this.#arguments[index]
    return typeof value === 'string' ? [value] : []
  }

  flag(name: string): boolean {
    return this.#options[name] === true
  }

  text(name: string): string | undefined {
    const value = this.#options[name]
    return typeof value === 'string' ? value : undefined
  }

  required(name: string): string {
    const value = this.text(name)
    if (value !== undefined) return value
    throw usage(`--${kebab(name)} is missing.`)
  }

  list(name: string): readonly string[] {
    const value = this.#options[name]
    return Array.isArray(value) ? value : []
  }

  /** A whole number, or undefined where the option is absent. */
  whole(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (/^\d{1,15}$/.test(value)) return Number(value)
    throw usage(`--${kebab(name)} is "${value}"; a whole number was expected.`)
  }

  /** A TCP port; 0, any free one, where the option is absent. */
  port(name: string): number {
    const port = this.whole(name) ?? 0
    if (port <= 65_535) return port
    throw usage(`--${kebab(name)} is ${port}; ports go up to 65535.`)
  }
}

export function usage(says: string): QuorateError {
  return new QuorateError('USAGE', says, { remedy: 'See the command with --help; it ends with an example.' })
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
