import { type Connection, connectionSchema } from '../chain/location.ts'
import { readDocument } from '../founding/read.ts'
import { homePaths } from '../home/home.ts'

type PublicChains = Connection['publicChains']

interface Said {
  /** By member.yaml, with which they come and go. */
  readonly written?: PublicChains
  /** By this command line. */
  readonly typed: PublicChains
}

/** Where public chains are reached: what a command line names once need not be named again, and it outweighs member.yaml. */
export async function publicChainsFor(
  home: string,
  { written = {}, typed }: Said,
): Promise<Pick<Connection, 'publicChains' | 'named'>> {
  const before = Object.entries(await namedBefore(home)).filter(([name]) => !Object.hasOwn(written, name))
  const named = { ...Object.fromEntries(before), ...typed }
  const names = Object.keys(named)
  return { publicChains: { ...written, ...named }, ...(names.length === 0 ? {} : { named: names }) }
}

async function namedBefore(home: string): Promise<PublicChains> {
  // What cannot be read is written anew, as where there is nothing.
  const kept = await readDocument(connectionSchema, homePaths.connection(home)).catch(() => undefined)
  return Object.fromEntries((kept?.named ?? []).map((name) => [name, kept?.publicChains[name] ?? []]))
}
