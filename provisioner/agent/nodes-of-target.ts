import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { isTakenDown } from '../home/taken-down.ts'
import type { Target } from '../targets/target.ts'
import type { OwnNodes } from './own-nodes.ts'
import { restartBegins, restartEnded } from './restarting.ts'

/** Milliseconds that a platform may take to say what runs: a pass waits for it. */
const ANSWER = 30_000

export interface TargetNodes {
  readonly home: string
  readonly target: Target
  /** Names of the member's nodes. */
  readonly nodes: readonly string[]
  /** As they are described now. */
  manifests(): Promise<readonly NodeManifest[]>
  key(node: string): string
  /** @throws QuorateError NODES_ELSEWHERE, NODES_RENDERED while nodes may stand in another place than the target's. */
  standOnce(): Promise<unknown>
  readonly progress: (line: string) => void
  readonly signal: AbortSignal
}

/** Nodes that a target of this machine runs: processes, and containers where the agent has the engine at hand. */
export function nodesOfTarget(parts: TargetNodes): OwnNodes {
  const { home, target, nodes, manifests, key, progress, signal } = parts
  return {
    ...nodesSeenOn(target, nodes),
    async restart(node) {
      const manifest = (await manifests()).find((one) => one.node === node)
      if (manifest === undefined) throw unknown(node)
      await parts.standOnce()
      await restartBegins(home, node)
      const before = await runsSince(target, node)
      // Who made it anew meanwhile has done it.
      const still = async () => !(await isTakenDown(home)) && (await runsSince(target, node)) === before
      await target.restart(manifest, { key: () => key(node), progress, signal, still })
      await restartEnded(home, node)
    },
  }
}

/** Null where it does not run, or its target cannot tell. */
async function runsSince(target: Target, node: string): Promise<number | null> {
  const found = (await target.observe(AbortSignal.timeout(ANSWER))).find((one) => one.node === node)
  return found?.state === 'running' ? found.since : null
}

/** The same, only looked at. @param nodes names of the member's nodes. */
export function nodesSeenOn(target: Target, nodes: readonly string[]): Pick<OwnNodes, 'observe'> {
  return {
    async observe() {
      const seen = await target.observe(AbortSignal.timeout(ANSWER))
      return nodes.map((node) => {
        const found = seen.find((one) => one.node === node)
        return { node, state: found?.state ?? 'stopped', rpc: found?.rpc ?? null, since: found?.since ?? null }
      })
    },
  }
}

function unknown(node: string): QuorateError {
  return new QuorateError('NODE_UNKNOWN', `No node ${node} is described in this home.`, {
    facts: { node },
    remedy: 'Run `quorate apply` with the member’s present card and endpoints.',
  })
}
