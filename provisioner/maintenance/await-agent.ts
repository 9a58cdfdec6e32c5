import { registeredNodes } from '../../network/agent/registry.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import { agentNotRolling } from './failures.ts'
import type { Rolling } from './roll-node.ts'
import { lacksOf } from './stands.ts'

/** Seconds: other members may have theirs down before, for an hour each. */
const PATIENCE = 7200

/**
 * Waits until the agent beside a node has made it anew from what its platform was told, and it is at the head again. Nothing is lost
 * where this is stopped: the agent goes on.
 * @throws QuorateError AGENT_NOT_ROLLING
 */
export async function untilAgentRolled(manifest: NodeManifest, rolling: Rolling): Promise<void> {
  const { target, watch, elapsed, pause, progress } = rolling
  const { node } = manifest
  const first = await watch.look(node)
  const missed = first.is === 'answering' && watch.isAtHead(first.facts)
  const deadline = elapsed() + PATIENCE
  for (let told = ''; ; ) {
    const lack = (await lacksOf(target, [manifest])).lackOf(manifest)
    const seen = await watch.look(node)
    const back = seen.is === 'answering' && (!missed || watch.isBack(seen.facts))
    if (lack === undefined && back) return
    const says = lack === undefined ? `waiting for ${node} to be at the head again` : await turnOf(node, rolling)
    if (says !== told) progress(says)
    told = says
    if (elapsed() > deadline) throw agentNotRolling(node, told, PATIENCE)
    await pause()
  }
}

async function turnOf(node: string, { watch }: Rolling): Promise<string> {
  // While the member's only node is away, nobody tells.
  const registry = await watch.registry().catch(() => undefined)
  const lease = registry?.lease
  if (registry === undefined || lease === undefined) return `${node} waits for its agent`
  const leased = registeredNodes(registry).find(({ address }) => address === lease.node)?.name ?? lease.node
  return leased === node ? `its agent makes ${node} anew` : `${node} waits: ${lease.member} has ${leased} down`
}
