import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'
import { keystoreKeys } from '../home/home-record.ts'
import { readJournal } from '../journal/read-journal.ts'

/** A file of a home: its path there, with `/`, and its content. */
export interface KeptFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Where the vault stands in a home. Its backup is a file of its own. */
export const VAULT = 'vault.sqlite'

/**
 * All that a home may be restored with. Closed, since who made a backup file chose the paths in it. Left out is what a
 * member can make again: its nodes' databases, its copy of the logs, and where the network answers, which `apply` asks anew.
 */
const KEPT =
  /^(home\.json|keys\/[a-z0-9-]{1,64}\.json|lock\.json|directory\.json|card\.json|endpoints\.json|amendments\.json|peers\/[a-z0-9-]{1,64}\.json|member\.yaml|journal\.ndjson|proposals\/[A-Za-z0-9][A-Za-z0-9.-]{0,127})$/

/** What others may have written down of a member anyway; everything else is for its owner alone. */
const PUBLIC = /^(lock|directory|card|endpoints|amendments|peers\/[a-z0-9-]+)\.json$/

export function isKept(path: string): boolean {
  return KEPT.test(path)
}

export function modeOf(path: string): number {
  return PUBLIC.test(path) ? 0o644 : 0o600
}

/** Everything that a member cannot make again, in the order of the paths. Only for the holder of the home's lock. */
export async function keptFiles({ dir, record }: Home): Promise<KeptFile[]> {
  const singles = ['agreed', 'directory', 'card', 'endpoints', 'amendments', 'options'] as const
  const places = [
    homePaths.record(dir),
    ...keystoreKeys(record).map(({ file }) => join(dir, file)),
    ...singles.map((name) => homePaths[name](dir)),
    ...(await filesIn(homePaths.peers(dir))),
    ...(await filesIn(homePaths.proposals(dir))),
  ]
  const files: KeptFile[] = []
  for (const place of places) {
    const path = relative(dir, place).replaceAll('\\', '/')
    if (isKept(path) && (await exists(place))) files.push({ path, bytes: await readFile(place) })
  }
  // A last line that was cut short was never acknowledged: it is no part of the journal.
  const { whole } = await readJournal(homePaths.journal(dir))
  files.push({ path: relative(dir, homePaths.journal(dir)), bytes: whole })
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw cause
  })
  return names.map((name) => join(folder, name))
}
