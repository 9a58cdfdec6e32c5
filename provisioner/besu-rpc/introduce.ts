import { askAll } from './json-rpc.ts'

/**
 * Has a node that was just started dial its peers, as its agent will at every look: nodes that all begin now would wait for
 * one another in ever longer rounds. One request, since all is slow in a young Java.
 * @param peers enode URLs. @throws QuorateError NODE_SILENT, NODE_REFUSED
 */
export async function introduce(rpc: string, peers: readonly string[], token: string): Promise<void> {
  const dials = peers.map((enode) => ({ method: 'admin_addPeer', params: [enode] }))
  if (dials.length > 0) await askAll(rpc, dials, token)
}
