import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replace } from '../home/atomic-file.ts'
import { homePaths } from '../home/home.ts'

/**
 * Nodes that an agent has begun to stop and has not seen start again. It outlives the agent, which finishes what it finds here:
 * nobody else would. `quorate down` takes it away, since what a person stopped stays down.
 */
export async function restartingNodes(home: string): Promise<string[]> {
  try {
    // What a killed write left behind begins with a dot, and no node does.
    return (await readdir(homePaths.restarting(home))).filter((name) => !name.startsWith('.'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

export async function restartBegins(home: string, node: string): Promise<void> {
  await mkdir(homePaths.restarting(home), { recursive: true, mode: 0o700 })
  await replace(join(homePaths.restarting(home), node), '')
}

export async function restartEnded(home: string, node: string): Promise<void> {
  await rm(join(homePaths.restarting(home), node), { force: true })
}
