import { z } from 'zod'
import type { OwnAnswers, PeerAnswer, Refusal, Silence } from '../../network/doctor/facts.ts'
import { nodeAddress } from '../../network/ceremony/card.ts'
import type { Hex } from '../../network/hex.ts'
import type { QuorateError } from '../../network/quorate-error.ts'
import { agentPermissions, besuNode } from '../besu-rpc/besu-node.ts'
import { silenceOf } from './silence.ts'
import { told } from './told.ts'

/**
 * What a node tells its own member alone, that it refuses to, or that it is silent; undefined where it says what no Besu does.
 * @param token a fresh one for each request.
 */
export async function ownAnswers(
  node: string,
  rpc: string,
  token: (permissions: readonly string[]) => string,
): Promise<OwnAnswers | Refusal | { readonly silence: Silence } | undefined> {
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
    const silence = silenceOf(rpc, error)
    if (silence !== undefined) return { silence }
    const { code, facts, message } = error as QuorateError
    return code === 'NODE_REFUSED' ? { refused: String(facts['reason'] ?? message) } : undefined
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
