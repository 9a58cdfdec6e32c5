import { QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { homesIn } from '../home/homes-in.ts'
import { openTarget } from '../targets/open-target.ts'
import type { Location } from './location.ts'

/**
 * Where the network answers from here. In a cluster nobody but the agent reaches a node: from outside a way through the API
 * server is opened, which stays open as long as this process runs.
 * @param dir a member's home, or a rehearsal's folder.
 * @throws QuorateError RPC_UNREACHABLE
 */
export async function wayToNode(location: Location, dir: string, env: Environment): Promise<string> {
  const inside = env.variables['QUORATE_AGENT_NODES'] !== undefined
  if (location.target !== 'kubernetes' || inside) return location.rpc
  const { networkId, consortium } = location.lock.founding
  for (const { home, member } of await homesIn(dir)) {
    const target = await openTarget(location.target, { home, member, network: consortium.name, networkId, env })
    const found = (await target.observe()).find(({ rpc }) => rpc !== null)?.rpc
    if (found !== undefined && found !== null) return found
  }
  throw new QuorateError('RPC_UNREACHABLE', 'No node runs in the cluster where this machine reaches it.', {
    facts: { rpc: location.rpc },
    remedy:
      'Start it with quorate apply; quorate plan says what does not run, and why. The way to it is kubectl port-forward, which needs the right to create pods/portforward.',
  })
}
