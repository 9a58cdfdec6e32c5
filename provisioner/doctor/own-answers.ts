import { z } from 'zod'
import type { OwnAnswers, PeerAnswer, Refusal } from '../../network/doctor/facts.ts'
import { nodeAddress } from '../../network/ceremony/card.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { agentPermissions, besuNode } from '../besu-rpc/besu-node.ts'
import { told } from './told.ts'

/** What a node tells its own member alone. @param token a fresh one for each request. */
export async function ownAnswers(
  node: string,
  rpc: string,
  token: (permissions: readonly string[]) => string,
): Promise<OwnAnswers | Refusal> {
  const fresh = () => token([...agentPermissions, 'txpool:*'])
  try {
    const facts = await besuNode(node, rpc, fresh).facts()
    const [info, peers, pool] = await Promise.all([
      told(rpc, { method: 'admin_nodeInfo' }, z.object({ enode: z.string() }), fresh()),
      told(rpc, { method: 'admin_peers' }, z.array(peer), fresh()),
      told(rpc, { method: 'txpool_besuStatistics' }, statistics, fresh()),
    ])
    return {
      facts,
      enode: info?.enode ?? '',
      peers: (peers ?? []).map(peerOf),
      pool: pool === undefined ? undefined : pool.localCount + pool.remoteCount,
    }
  } catch (error) {
    if (!(error instanceof QuorateError)) throw error
    return { refused: String(error.facts['reason'] ?? error.message) }
  }
}

const statistics = z.object({ localCount: z.number(), remoteCount: z.number() })
const peer = z.object({
  id: z.string().regex(/^(0x)?[0-9a-fA-F]{128}$/),
  name: z.string(),
  protocols: z.object({ eth: z.object({ latestBlock: z.number().optional() }).optional() }).optional(),
})

function peerOf({ id, name, protocols }: z.output<typeof peer>): PeerAnswer {
  const key: Hex = `0x${id.replace(/^0x/, '').toLowerCase()}`
  return { address: nodeAddress(key), version: name, latestBlock: protocols?.eth?.latestBlock }
}
