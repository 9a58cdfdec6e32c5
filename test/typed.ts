import { commands } from '../provisioner/cli/commands.ts'

/** `quorate NAME --OPTION…` as a text shows it. */
export interface Typed {
  readonly name: string
  readonly options: readonly string[]
}

/** What another program is given after it belongs to that one. */
export function typedIn(line: string): Typed[] {
  return [...line.matchAll(/(?<![\w/.-])quorate ([a-z][a-z-]*)([^&;|#`]*)/g)].map(([, name = '', rest = '']) => ({
    name,
    options: optionsIn(rest),
  }))
}

export function optionsIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/gi)].map(([option]) => option)
}

const EVERYWHERE = ['--home', '--json', '--quiet', '--help']
const optionsOf = new Map(
  commands.map(({ name, options = [] }) => [
    name,
    new Set([...EVERYWHERE, ...options.map(({ flags }) => flags.split(' ')[0] ?? '')]),
  ]),
)

/** What of it there is not. */
export function faults({ name, options }: Typed): string[] {
  const known = optionsOf.get(name)
  if (known === undefined) return [`quorate ${name}`]
  return options.filter((option) => !known.has(option)).map((option) => `quorate ${name} ${option}`)
}

/** Of any command. */
export const isOption = (option: string): boolean => [...optionsOf.values()].some((known) => known.has(option))
