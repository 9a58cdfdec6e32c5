import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Home } from '../home/home.ts'
import { FileNodes } from './file-nodes.ts'

/** A member's own copy of the two logs, in its home. Derived from its own node, and from nothing else. */
export interface Logs {
  readonly history: FileNodes
  readonly evidence: FileNodes
}

/** Lends the logs to some work, and closes them whatever comes of it. Only for the holder of the home's lock. */
export async function withLogs<T>(home: Home, work: (logs: Logs) => Promise<T>): Promise<T> {
  const folder = join(home.dir, 'logs')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const history = new FileNodes(join(folder, 'history.nodes'))
  const evidence = new FileNodes(join(folder, 'evidence.nodes'))
  try {
    return await work({ history, evidence })
  } finally {
    history.close()
    evidence.close()
  }
}
