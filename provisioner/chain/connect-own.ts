import type { JsonRpcProvider } from 'ethers'
import type { Environment } from '../environment.ts'
import { type Asking, connect } from './connect.ts'
import type { Location } from './location.ts'
import { refuseOtherNetwork } from './refuse-other-network.ts'
import { wayToNode } from './way-to-node.ts'

/**
 * The home's network, at an own node that answers. Another network with the same chain id may have that node's port by now.
 * @param dir a member's home, or a rehearsal's folder.
 * @throws QuorateError RPC_UNREACHABLE, CHAIN_OTHER, NETWORK_OTHER
 */
export async function connectOwn(
  location: Location,
  dir: string,
  env: Environment,
  asking: Asking = {},
): Promise<JsonRpcProvider> {
  const { founding } = location.lock
  const rpc = await wayToNode(location, dir, env)
  const provider = await connect(rpc, founding.chainId, asking)
  // A development chain has another block 0, and nobody takes it for the network.
  if (location.target === 'embedded') return provider
  try {
    await refuseOtherNetwork(provider, { rpc, founding, development: false })
    return provider
  } catch (error) {
    provider.destroy()
    throw error
  }
}
