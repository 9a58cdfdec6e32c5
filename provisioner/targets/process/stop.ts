import { rm } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { replace } from '../../home/atomic-file.ts'
import { type Claimed, lives, removeClaims, runningClaim, takeTicketsBack } from './claim.ts'
import { readRecord } from './node-record.ts'
import type { NodePaths } from './paths.ts'

/** Where the folder does not say how long a stop may take, in seconds: RocksDB has to write what it holds. */
const PATIENCE = 60

/**
 * Ends a node's process: asks first, and only after its time kills it, since Bonsai's state may not survive that. Only
 * for the holder of the node's lock. What does not run is stopped already.
 * @throws QuorateError CLAIM_UNREADABLE
 */
export async function stopNode(paths: NodePaths): Promise<void> {
  await takeTicketsBack(paths)
  const claimed = await runningClaim(paths)
  if (claimed !== undefined) {
    const { stopSeconds = PATIENCE } = (await readRecord(paths)) ?? {}
    // What was asked to end goes on for a while, whoever asked: until it has ended it counts for no running node.
    await replace(paths.stopping, '')
    try {
      send(claimed, 'SIGTERM')
    } catch (cause) {
      await rm(paths.stopping, { force: true })
      throw cause
    }
    if (!(await ended(claimed, stopSeconds * 1000))) {
      send(claimed, 'SIGKILL')
      await ended(claimed, 10_000)
    }
  }
  await removeClaims(paths)
  await rm(paths.stopping, { force: true })
}

/** To its whole group: a start script may stand between. */
function send({ pid }: Claimed, signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal)
      return
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause
    }
  }
}

async function ended(claimed: Claimed, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (await lives(claimed)) {
    if (performance.now() > end) return false
    await setTimeout(50)
  }
  return true
}
