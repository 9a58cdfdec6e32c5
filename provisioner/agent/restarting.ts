import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { replace } from '../home/atomic-file.ts'
import { homePaths } from '../home/home.ts'

/**
 * Nodes that an agent has begun to stop and has not seen start again, with the Unix time at which it began. It outlives the
 * agent, which finishes what it finds here: nobody else would. `quorate down` takes it away, since what a person stopped
 * stays down.
 */
export async function restartingNodes(home: string): Promise<ReadonlyMap<string, number>> {
  const folder = homePaths.restarting(home)
  try {
    // What a killed write left behind begins with a dot, and no node does.
    const nodes = (await readdir(folder)).filter((name) => !name.startsWith('.'))
    return new Map(await Promise.all(nodes.map(async (node) => [node, await begunAt(join(folder, node))] as const)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw error
  }
}

async function begunAt(file: string): Promise<number> {
  return Math.floor((await stat(file)).mtimeMs / 1000)
}

export async function restartBegins(home: string, node: string): Promise<void> {
  await mkdir(homePaths.restarting(home), { recursive: true, mode: 0o700 })
  await replace(join(homePaths.restarting(home), node), '')
}

export async function restartEnded(home: string, node: string): Promise<void> {
  await rm(join(homePaths.restarting(home), node), { force: true })
}
