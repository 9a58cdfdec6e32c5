import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { discard } from './discard.ts'
import { homePaths } from './home.ts'
import { isAlive, thisProcess } from './process-identity.ts'

/** The folder a home is built in, beside its place: it names the process that builds, so that others leave it alone. */
export function buildFolderName(home: string, chance: string): string {
  const { pid, started } = thisProcess()
  return `.${home}.quorate-build-${pid}-${started}-${chance}`
}

/**
 * Removes what killed attempts to build this very home left behind, and nothing of another name. A folder is renamed
 * before it is emptied: should its builder live after all (another container's process), its own rename then fails,
 * and no half-emptied folder can become a home.
 */
export async function removeStaleBuilds(place: string): Promise<void> {
  const parent = dirname(place)
  const prefix = `.${basename(place)}.quorate-build-`
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue
    const stale = /^(\d+)-(\d+)-[0-9a-f]{16}(-stale)?$/.exec(name.slice(prefix.length))
    if (stale === null) continue
    if (stale[3] === undefined && isAlive({ pid: Number(stale[1]), started: Number(stale[2]) })) continue
    await removeClaimed(join(parent, name), stale[3] === undefined)
  }
}

async function removeClaimed(folder: string, claim: boolean): Promise<void> {
  const claimed = claim ? `${folder}-stale` : folder
  try {
    if (claim) await rename(folder, claimed)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return
    throw cause
  }
  discard(homePaths.vault(claimed))
  await rm(claimed, { recursive: true, force: true })
}
