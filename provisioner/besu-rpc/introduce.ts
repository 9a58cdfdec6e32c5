import { peerActions } from '../../network/agent/node-actions.ts'
import type { BesuNode } from './besu-node.ts'

/**
 * Has a node that was just started dial whom its own list lets in, as its agent will at every look: nodes that all begin
 * now would wait for one another in ever longer rounds.
 * @returns how many it dials. @throws QuorateError NODE_SILENT, NODE_REFUSED, NODE_UNINTELLIGIBLE
 */
export async function introduce(node: BesuNode): Promise<number> {
  const dials = peerActions(await node.facts())
  await Promise.all(dials.map((action) => node.act(action)))
  return dials.length
}
