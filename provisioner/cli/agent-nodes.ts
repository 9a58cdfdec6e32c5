import type { Amendment } from '../../network/amendments/amendment.ts'
import { containerHands } from '../agent/container-hands.ts'
import { giveKey } from '../agent/give-key.ts'
import type { Hold } from '../agent/hold.ts'
import { guard, type Lease } from '../agent/lease.ts'
import { type ListedNode, listedNodes, readNodeList } from '../agent/listed-nodes.ts'
import { listedUpkeep } from '../agent/listed-upkeep.ts'
import type { NodeHands } from '../agent/node-hands.ts'
import { nodesOfTarget } from '../agent/nodes-of-target.ts'
import { ownCluster } from '../agent/own-cluster.ts'
import { ownManifests } from '../agent/own-manifests.ts'
import type { OwnNodes } from '../agent/own-nodes.ts'
import { podHands } from '../agent/pod-hands.ts'
import { restartByFlag } from '../agent/restart-by-flag.ts'
import { restartPod } from '../agent/restart-pod.ts'
import { type NodeUpkeep, upkeepOf } from '../agent/upkeep.ts'
import { twinGuard } from '../backup/twin-guard.ts'
import type { JwtKey } from '../besu-rpc/jwt.ts'
import type { Location } from '../chain/location.ts'
import type { Environment } from '../environment.ts'
import type { Home } from '../home/home.ts'
import { keptOptions } from '../home/kept-options.ts'
import { nodeSecrets } from '../home/node-secret.ts'
import { refuseStanding, standOnce } from '../maintenance/stand-once.ts'
import type { Signers } from '../home/unlock.ts'
import { openTarget } from '../targets/open-target.ts'
import { type Input, usage } from './input.ts'

export interface AgentOf {
  readonly home: Home
  readonly location: Location
  readonly signers: Signers
  readonly key: JwtKey
  readonly lease: Lease
}

export interface AgentNodes {
  readonly own: OwnNodes
  /** How they are made anew; none where none run. */
  readonly upkeepBy?: (hold: Hold) => NodeUpkeep
}

/** On a development chain no node runs. */
export const noNodes: AgentNodes = { own: { observe: async () => [], restart: async () => undefined } }

/** Where the chart or compose lists them, from there; else what the member's own options say runs on this machine. */
export async function ownNodes(input: Input, env: Environment, agent: AgentOf): Promise<AgentNodes> {
  const list = input.text('nodes') ?? env.variables['QUORATE_AGENT_NODES']
  return list === undefined ? nodesHere(env, agent) : nodesListed(await readNodeList(list), env, agent)
}

async function nodesHere(env: Environment, { home, location, signers, key, lease }: AgentOf): Promise<AgentNodes> {
  const { progress, signal } = env
  const { member, nodes } = home.record
  const { networkId, consortium } = location.lock.founding
  const opening = { home: home.dir, member, network: consortium.name, networkId, env }
  const target = await openTarget(location.target, opening)
  const stand = async () => standOnce(await target.site(), opening)
  const jwtPublicKey = key.publicKeyPem
  // Read anew with the manifests: `apply` may have changed them since.
  let options = await keptOptions(home.dir)
  const manifests = async (amendments?: readonly Amendment[]) => {
    options = await keptOptions(home.dir)
    return ownManifests(home, location, { jwtPublicKey, ...(amendments === undefined ? {} : { amendments }) })
  }
  const secret = (node: string) => nodeSecrets(home, signers, options)(node)
  const own = nodesOfTarget({
    home: home.dir,
    target,
    nodes: nodes.map(({ name }) => name),
    manifests: () => manifests(),
    key: secret,
    standOnce: stand,
    progress,
    signal,
  })
  const upkeepBy = (hold: Hold) =>
    upkeepOf({
      ...{ home: home.dir, target, hold, progress, signal, now: () => env.now() },
      manifests,
      standOnce: stand,
      key: (node) => {
        guard(lease)
        return secret(node)
      },
    })
  return { own, upkeepBy }
}

function nodesListed(
  list: readonly ListedNode[],
  { variables, signal }: Environment,
  { home, location, signers, lease }: AgentOf,
): AgentNodes {
  const guarded = () => guard(lease)
  const own = listedNodes(list, {
    restart: async (node) => {
      guarded()
      await restart(node, variables)
    },
    give: async ({ node, key: file }) => {
      if (file === undefined) return
      guarded()
      await twinGuard(home.dir)
      await refuseStanding(home.dir)
      await giveKey(file, () => signers.nodeKey(node))
    },
  })
  const namespace = variables['POD_NAMESPACE']
  const hands = list.map(({ node, rpc, pod, flag, files, genesis }): [string, NodeHands | undefined] => {
    const acting = { guard: guarded, signal }
    if (files !== undefined && flag !== undefined)
      return [node, containerHands({ home: home.dir, node, rpc, files, flag, ...acting })]
    if (pod !== undefined && namespace !== undefined)
      return [node, podHands({ cluster: ownCluster(variables), namespace, pod, genesis, ...acting })]
    return [node, undefined]
  })
  const upkeepBy = (hold: Hold) => listedUpkeep({ home: home.dir, lock: location.lock, hold, hands: new Map(hands) })
  return { own, upkeepBy }
}

async function restart({ node, pod, flag }: ListedNode, variables: Environment['variables']): Promise<void> {
  const namespace = variables['POD_NAMESPACE']
  if (flag !== undefined) return restartByFlag(flag)
  if (pod !== undefined && namespace !== undefined)
    return restartPod({ cluster: ownCluster(variables), namespace, pod })
  throw usage(`Nothing says how ${node} is restarted.`)
}
