import { enodeKey, parseEnode } from '../besu/enode.ts'
import type { Endpoints } from '../ceremony/endpoints.ts'
import type { NodeAction } from './action.ts'
import { allowListDiffs } from './allow-lists.ts'
import type { NodeFacts } from './node-facts.ts'
import type { Registry } from './registry.ts'

/** What makes one own node's allow lists and connections what was decided. Only for a node whose head is fresh. */
export function listActions(
  facts: NodeFacts,
  registry: Registry,
  given: { readonly member: string; readonly records: ReadonlyMap<string, Endpoints> },
): NodeAction[] {
  const { node } = facts
  const { nodes, accounts, wanted } = allowListDiffs(facts, registry, given)
  return [
    // One by one: Besu takes all of a call or nothing, and nobody's entry shall keep others out.
    ...nodes.add.map((enode): NodeAction => ({ node, kind: 'allow-nodes', enodes: [enode] })),
    ...some(accounts.add, { node, kind: 'allow-accounts', accounts: accounts.add }),
    ...some(accounts.remove, { node, kind: 'disallow-accounts', accounts: accounts.remove }),
    // Off the list first: Besu then cuts the connection itself, and would dial no more; then out of what it keeps up.
    ...nodes.remove.map((enode): NodeAction => ({ node, kind: 'disallow-nodes', enodes: [enode] })),
    ...nodes.remove.map((enode): NodeAction => ({ node, kind: 'remove-peer', enode })),
    ...peerActions(facts, wanted),
  ]
}

/**
 * Dials who is let in and not connected. Also for a node whose head is old: that is how a chain starts, and how it comes
 * back; what is then dialled is what its own list says.
 */
export function peerActions(facts: NodeFacts, wanted: readonly string[] = facts.allowedNodes): NodeAction[] {
  const connected = new Set([facts.publicKey, ...facts.peers.map(({ publicKey }) => publicKey)])
  const once = new Map(wanted.map((enode) => [enodeKey(enode), enode]))
  return [...once.values()]
    .filter((enode) => !connected.has(parseEnode(enode)?.publicKey ?? facts.publicKey))
    .map((enode) => ({ node: facts.node, kind: 'add-peer', enode }))
}

function some(entries: readonly string[], action: NodeAction): NodeAction[] {
  return entries.length === 0 ? [] : [action]
}
