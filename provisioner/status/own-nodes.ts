import { type ListedNode, readNodeList } from '../agent/listed-nodes.ts'
import { connect } from '../chain/connect.ts'
import type { Location } from '../chain/location.ts'
import type { Environment } from '../environment.ts'
import { homesIn } from '../home/homes-in.ts'
import { openTarget } from '../targets/open-target.ts'
import type { ObservedNode } from '../targets/target.ts'

/** What a machine can tell of a node that runs on it. */
export interface OwnNode {
  readonly node: string
  readonly running: boolean
  /** Where it answers; null where that cannot be told. */
  readonly rpc: string | null
  /** Of its newest block; null where it does not answer. */
  readonly height: number | null
  readonly peers: number | null
  readonly synced: boolean | null
}

/** How long a node may take to answer, in milliseconds. */
const ANSWER = 3_000

/** The nodes of a member's home, or of every home of a rehearsal's folder: as the target shows them and they answer. */
export async function readOwnNodes(location: Location, dir: string, env: Environment): Promise<OwnNode[]> {
  if (location.target === 'embedded') return []
  const { networkId, chainId, consortium } = location.lock.founding
  const network = consortium.name
  const list = env.variables.QUORATE_AGENT_NODES
  if (list !== undefined) return answersOf(await readNodeList(list), chainId)
  const homes = await homesIn(dir)
  const nodes = await Promise.all(
    homes.map(async ({ home, member }) =>
      (await openTarget(location.target, { home, member, network, networkId, env })).observe(),
    ),
  )
  return Promise.all(nodes.flat().map((node) => answerOf(node, chainId)))
}

/** Of pods and containers this process sees what they answer, and nothing else. */
async function answersOf(list: readonly ListedNode[], chainId: number): Promise<OwnNode[]> {
  return Promise.all(
    list.map(async ({ node, rpc }) => {
      const answer = await answerOf({ node, state: 'running', rpc }, chainId)
      return { ...answer, running: answer.height !== null }
    }),
  )
}

async function answerOf(
  { node, state, rpc }: Pick<ObservedNode, 'node' | 'state' | 'rpc'>,
  chainId: number,
): Promise<OwnNode> {
  const running = state === 'running'
  const silent = { node, running, rpc, height: null, peers: null, synced: null }
  if (rpc === null) return silent
  const provider = await connect(rpc, chainId, { timeout: ANSWER }).catch(() => undefined)
  if (provider === undefined) return silent
  try {
    const [height, peers, syncing] = await Promise.all([
      provider.getBlockNumber(),
      provider.send('net_peerCount', []),
      provider.send('eth_syncing', []),
    ])
    return { node, running, rpc, height, peers: Number(peers), synced: syncing === false }
  } catch {
    return silent
  } finally {
    provider.destroy()
  }
}
