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
  const named = new Map(consortium.members.map(({ name, nodes }) => [name, nodes.map((node) => node.name)]))
  // A founder's are erased by the lock also where its home was lost.
  const homes = await readdir(rehearsalPaths.homes(root)).catch(() => [])
  const members = [...new Set([...named.keys(), ...homes])]
  await inParallel(members, members.length, async (member) => {
    const home = rehearsalPaths.home(root, member)
    const target = await openTarget('docker', { home, member, network: consortium.name, networkId, env })
    const folders = await readdir(homePaths.nodes(home), { withFileTypes: true }).catch(() => [])
    const kept = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    for (const node of new Set([...(named.get(member) ?? []), ...kept])) await target.erase(node)
  })
}
