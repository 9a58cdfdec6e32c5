import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { readJournal } from '../journal/read-journal.ts'
import type { HomeFiles } from '../targets/hosted-agent.ts'
import { exists } from './exists.ts'
import { type Home, homePaths } from './home.ts'
import { keystoreKeys } from './home-record.ts'

/**
 * What an agent elsewhere needs of this home. Keystores stay encrypted. The journal goes along, since what this member has
 * signed stands in it; vault and texts of proposals do not: an agent needs none of them. Only for the holder of the lock.
 */
export async function hostedFiles({ dir, record }: Home): Promise<HomeFiles> {
  const seeds = await present(dir, [
    homePaths.record(dir),
    ...keystoreKeys(record).map(({ file }) => join(dir, file)),
    homePaths.agreed(dir),
    homePaths.directory(dir),
  ])
  const { whole } = await readJournal(homePaths.journal(dir))
  const peers = await readdir(homePaths.peers(dir)).catch(() => [])
  const follow = await present(dir, [
    homePaths.options(dir),
    homePaths.card(dir),
    homePaths.endpoints(dir),
    homePaths.connection(dir),
    ...peers.filter((name) => /^[a-z0-9-]+\.json$/.test(name)).map((name) => join(homePaths.peers(dir), name)),
  ])
  return { seeds: new Map([...seeds, [relative(dir, homePaths.journal(dir)), whole]]), follow }
}

async function present(dir: string, places: readonly string[]): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  for (const place of places) if (await exists(place)) found.set(relative(dir, place), await readFile(place))
  return found
}
