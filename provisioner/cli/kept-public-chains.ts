import { type Connection, connectionSchema } from '../chain/location.ts'
import { readDocument } from '../founding/read.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { keptOptions } from '../home/kept-options.ts'

/** Public chains that a command line named once. Those of the kept member.yaml come and go with it. */
export async function keptPublicChains(home: string): Promise<Connection['publicChains']> {
  const file = homePaths.connection(home)
  if (!(await exists(file))) return {}
  const { publicChains } = await readDocument(connectionSchema, file)
  // A kept file that cannot be read is told of by whoever goes by it: another one may be given now.
  const written = (await keptOptions(home).catch(() => undefined))?.publicChains ?? {}
  return Object.fromEntries(Object.entries(publicChains).filter(([name]) => !Object.hasOwn(written, name)))
}
