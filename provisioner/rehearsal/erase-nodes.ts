import { readdir } from 'node:fs/promises'
import type { Environment } from '../environment.ts'
import { readLock } from '../founding/read.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { openTarget } from '../targets/open-target.ts'
import { rehearsalPaths } from './folder.ts'
import { inParallel } from './in-parallel.ts'
import { readOptions } from './member-options.ts'

/**
 * Deletes what the nodes of a rehearsal keep outside its folder: those of every home in it, of who joined later as well. No
 * member's own command does that: see `down`.
 */
export async function eraseNodes(env: Environment, root: string): Promise<void> {
  const lock = rehearsalPaths.lock(root)
  if (!(await exists(lock))) return
  const { networkId, consortium } = (await readLock(lock)).founding
  const founders = await Promise.all(consortium.members.map(({ name }) => readOptions(root, name)))
  if (!founders.some((options) => options?.target === 'docker')) return
  const homes = await readdir(rehearsalPaths.homes(root))
  await inParallel(homes, homes.length, async (member) => {
    const home = rehearsalPaths.home(root, member)
    const target = await openTarget('docker', { home, member, network: consortium.name, networkId, env })
    const folders = await readdir(homePaths.nodes(home), { withFileTypes: true }).catch(() => [])
    for (const node of folders) if (node.isDirectory()) await target.erase(node.name)
  })
}
