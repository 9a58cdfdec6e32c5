import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { nodeName } from '../../../network/consortium/schema/names.ts'

/** Where everything of one node stands. */
export interface NodePaths {
  readonly folder: string
  /** Read only for the node; made again from its manifest. */
  readonly files: string
  /** Outlives the node. */
  readonly data: string
  readonly record: string
  /** Whose data it is: kept as long as the data. */
  readonly network: string
  readonly log: string
  /** Stands while somebody stops the node, and after that was cut short. */
  readonly stopping: string
  /** Outside of the folder: it has to hold while that is erased. */
  readonly lock: string
}

/** @throws RangeError where the name is not one a node can have, and might lead out of the folder. */
export function nodePaths(dir: string, node: string): NodePaths {
  if (!nodeName.safeParse(node).success) throw new RangeError(`no name of a node: ${node.slice(0, 64)}`)
  const folder = join(dir, 'nodes', node)
  return {
    folder,
    files: join(folder, 'files'),
    data: join(folder, 'data'),
    record: join(folder, 'node.json'),
    network: join(folder, 'network'),
    log: join(folder, 'besu.log'),
    stopping: join(folder, 'stopping'),
    lock: join(dir, 'locks', `${node}.lock`),
  }
}

/** Names of the nodes that have a folder here. */
export async function nodeFolders(dir: string): Promise<string[]> {
  return namesIn(join(dir, 'nodes'), (name) => nodeName.safeParse(name).success)
}

/** Names in a folder, sorted; none where there is no such folder. */
export async function namesIn(folder: string, which: (name: string) => boolean): Promise<string[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw cause
  })
  return names.filter(which).sort()
}
