import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { QuorateError } from '../../network/quorate-error.ts'
import { ask } from '../besu-rpc/json-rpc.ts'
import { replace } from '../home/atomic-file.ts'
import type { NodeHands } from './node-hands.ts'
import { restartByFlag } from './restart-by-flag.ts'
import { restartBegins, restartEnded, restartingNodes } from './restarting.ts'

const GENESIS = 'genesis.json'
/** Seconds that a graceful stop may take, with what the entry script needs to see the flag. */
const STOP = 120

export interface ContainerPlace {
  readonly home: string
  readonly node: string
  readonly rpc: string
  /** Folder of the node's files, which its container has read only. */
  readonly files: string
  /** See `restartByFlag`. */
  readonly flag: string
  /** @throws where this agent may not act now. */
  guard(): void
  readonly signal: AbortSignal
}

/**
 * A node whose container reads its files from a folder that it shares with the agent. That it was asked to start again
 * is known by a mark in the home, which is there from before the file is written until the node was seen to go: killed in
 * between, the agent finds it behind, and goes through its turn once more.
 */
export function containerHands(place: ContainerPlace): NodeHands {
  const { home, node, files, flag, rpc, signal } = place
  const file = join(files, GENESIS)
  return {
    async made({ wanted, before }) {
      const text = await readFile(file, 'utf8').catch(() => undefined)
      if (text === undefined) return 'unknown'
      const marked = (await restartingNodes(home)).has(node)
      if (text === wanted) return marked ? 'behind' : 'current'
      return before.includes(text) ? 'behind' : 'other'
    },
    async remake(genesis) {
      place.guard()
      await restartBegins(home, node)
      await replace(file, genesis, { mode: 0o644 })
      place.guard()
      await restartByFlag(flag)
      await untilGone(node, rpc, signal)
      await restartEnded(home, node)
    },
    // The engine itself starts what ended, with the files of now.
    isUnmissed: async () => false,
  }
}

async function untilGone(node: string, rpc: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + STOP * 1000
  while (await answers(rpc)) {
    if (performance.now() > deadline) throw notGone(node)
    await setTimeout(100, undefined, { signal })
  }
}

async function answers(rpc: string): Promise<boolean> {
  try {
    await ask(rpc, { method: 'net_version' })
    return true
  } catch (error) {
    return error instanceof QuorateError && error.code === 'NODE_REFUSED'
  }
}

function notGone(node: string): QuorateError {
  return new QuorateError(
    'NODE_NOT_RESTARTED',
    `${node} was asked to start again, and did not stop within ${STOP} s.`,
    {
      facts: { node },
      remedy: 'See the log of its container: its entry script has to see the flag that the agent writes.',
    },
  )
}
