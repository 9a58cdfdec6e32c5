import { chainActions } from './chain-actions.ts'
import type { Decision, Memory, Seen } from './decide.ts'
import type { NodeFacts } from './node-facts.ts'
import { type Registry, registeredNodes } from './registry.ts'

/**
 * What an agent does next on a development chain, where no node runs: it has only to speak. That chain is every member's
 * node at once, so that whoever it stands for follows it, and no validator's vote is ever held up.
 */
export function decideAlone(seen: Seen, memory: Memory): Decision {
  const { registry } = seen
  const said = registry === undefined ? [] : chainActions({ ...seen, registry, nodes: seeingAll(seen.nodes, registry) })
  return { nodeActions: [], chainActions: said, restarts: [], remakes: [], findings: [], memory }
}

function seeingAll(nodes: Seen['nodes'], registry: Registry): NodeFacts[] {
  return nodes.map((facts) => {
    const at = { remote: '', inbound: false, told: facts.head.number }
    const peers = registeredNodes(registry).map(({ address, publicKey }) => ({ address, publicKey, ...at }))
    return { ...facts, peers: [...facts.peers, ...peers] }
  })
}
