import { z } from 'zod'
import { parseEnode } from '../../network/besu/enode.ts'
import type { Hex } from '../../network/hex.ts'
import { ask, askAll } from './json-rpc.ts'

/**
 * Has a node that was just started dial its peers, as its agent will at every look: nodes that all begin now would wait for
 * one another in ever longer rounds. Those are whom its own list lets in: cards and records that a home keeps may be of a
 * member that was let go since, and lack one that came.
 * @param own public key of the node. @param token a fresh one for each request.
 * @throws QuorateError NODE_SILENT, NODE_REFUSED
 */
export async function introduce(rpc: string, own: Hex, token: () => string): Promise<void> {
  const listed = z.array(z.string()).parse(await ask(rpc, { method: 'perm_getNodesAllowlist' }, token()))
  const others = listed.filter((enode) => parseEnode(enode)?.publicKey !== own)
  const dials = others.map((enode) => ({ method: 'admin_addPeer', params: [enode] }))
  if (dials.length > 0) await askAll(rpc, dials, token())
}
