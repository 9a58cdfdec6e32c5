import { QuorateError } from '../../network/quorate-error.ts'
import { answersAt } from '../besu-rpc/json-rpc.ts'
import type { Environment } from '../environment.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { homesIn } from '../home/homes-in.ts'
import { openHome } from '../home/open-home.ts'
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
  if (inside || location.target === 'embedded') return location.rpc
  if (location.target !== 'kubernetes') return answeringOf(location, dir, env)
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

/** The first of the nodes, or another of the member's own where that one keeps silent. */
async function answeringOf({ target, rpc, lock }: Location, dir: string, env: Environment): Promise<string> {
  if (!(await exists(homePaths.record(dir)))) return rpc
  const { member, nodes } = (await openHome(dir)).record
  if (nodes.length < 2 || (await answersAt(rpc))) return rpc
  const { networkId, consortium } = lock.founding
  const own = await openTarget(target, { home: dir, member, network: consortium.name, networkId, env })
  for (const one of await own.observe().catch(() => []))
    if (one.rpc !== null && (await answersAt(one.rpc))) return one.rpc
  return rpc
}
