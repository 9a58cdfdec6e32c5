import { readdir } from 'node:fs/promises'
import type { Environment } from '../environment.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { stopAgents } from './agents.ts'
import { stopChains } from './chains.ts'
import { rehearsalPaths } from './folder.ts'
import { playsInCluster } from './erase-cluster.ts'
import { inParallel } from './in-parallel.ts'
import { play } from './play.ts'

/** Stops what a rehearsal runs: agents first, then each member its own nodes, then chains. @returns names of what ran. */
export async function takeDown(env: Environment, root: string): Promise<{ nodes: string[]; chains: string[] }> {
  const homes = await readdir(rehearsalPaths.homes(root)).catch(() => [])
  await stopAgents(root, homes)
  const running: string[] = []
  const inCluster = await playsInCluster(root)
  for (const member of homes) {
    const home = rehearsalPaths.home(root, member)
    if (await exists(inCluster ? homePaths.options(home) : homePaths.nodes(home))) running.push(member)
  }
  // A Ctrl-C that ended the rehearsal must not end this as well.
  const calm = { ...env, signal: new AbortController().signal }
  const nodes: string[] = []
  await inParallel(running, running.length, async (member) => {
    const { stopped } = (await play(calm, root, member, 'down')) as { stopped: string[] }
    nodes.push(...stopped)
  })
  return { nodes: nodes.sort(), chains: await stopChains(root) }
}
