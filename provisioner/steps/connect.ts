import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type { JsonRpcProvider } from 'ethers'
import { QuorateError } from '../../network/quorate-error.ts'
import { connect as connectTo } from '../chain/connect.ts'
import { refuseOtherNetwork } from '../chain/refuse-other-network.ts'
import { documentText } from '../founding/publish.ts'
import { replace } from '../home/atomic-file.ts'
import { homePaths } from '../home/home.ts'
import type { Step, Wanted } from './step.ts'

/** How long a node may take to answer once its process runs, in milliseconds. */
const START = 180_000
const POLL = 500

/** Records where the network answers, once what answers there is found to be this network. */
export const connect: Step = {
  async plan({ home, connection }) {
    const kept = await readFile(homePaths.connection(home.dir), 'utf8').catch(() => undefined)
    if (kept === documentText(connection)) return []
    const why = kept === undefined ? 'this home knows no node of its network yet' : 'the network answers elsewhere now'
    return [{ kind: 'connect', subject: connection.rpc, why }]
  },
  async run(wanted) {
    // Where others start the nodes none answers yet; agent and status find out by themselves whose network it is.
    if (wanted.nodes === undefined || wanted.nodes.target !== undefined) await refuseOther(wanted)
    await replace(homePaths.connection(wanted.home.dir), documentText(wanted.connection), { mode: 0o644 })
  },
}

async function refuseOther(wanted: Wanted): Promise<void> {
  const { lock, connection } = wanted
  const provider = await answering(wanted)
  try {
    const development = connection.target === 'embedded'
    await refuseOtherNetwork(provider, { rpc: connection.rpc, founding: lock.founding, development })
  } finally {
    provider.destroy()
  }
}

/** A node that was just started takes its time before it answers. */
async function answering(wanted: Wanted): Promise<JsonRpcProvider> {
  const { lock, connection, nodes, signal, progress } = wanted
  const deadline = performance.now() + (nodes === undefined ? 0 : START)
  for (let told = false; ; told = true) {
    try {
      return await connectTo(await placeOf(wanted), lock.founding.chainId)
    } catch (error) {
      const starting = error instanceof QuorateError && error.code === 'RPC_UNREACHABLE' && performance.now() < deadline
      if (!starting) throw error
      if (!told) progress(`waiting for ${connection.rpc} to answer`)
      await setTimeout(POLL, undefined, { signal })
    }
  }
}

/** In a cluster a node answers under a name that only the cluster knows: from here there is the target's own way. */
async function placeOf({ connection, nodes }: Wanted): Promise<string> {
  if (connection.target !== 'kubernetes') return connection.rpc
  const seen = (await nodes?.target?.observe()) ?? []
  const found = seen.find(({ rpc }) => rpc !== null)?.rpc
  if (found !== undefined && found !== null) return found
  throw new QuorateError('RPC_UNREACHABLE', 'No way to a node opens through the API server.', {
    facts: { rpc: connection.rpc, nodes: seen.map(({ node, state }) => `${node} ${state}`) },
    remedy: 'See why by hand: kubectl port-forward pod/POD :PORT. It needs the right to create pods/portforward.',
  })
}
