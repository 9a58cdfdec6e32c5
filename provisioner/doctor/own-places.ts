import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { readNodeList } from '../agent/listed-nodes.ts'
import type { NodesLocation } from '../chain/where-nodes-run.ts'
import type { Environment } from '../environment.ts'
import { openTarget } from '../targets/open-target.ts'
import type { Target } from '../targets/target.ts'
import type { Described } from './described.ts'

/** One own node as its target shows it. */
export interface OwnPlace {
  readonly node: string
  readonly state: 'running' | 'stopped' | 'absent' | null
  readonly rpc: string | null
  /** URL of its metrics, where they may answer here. */
  readonly metrics: string | null
  readonly since: number | null
}

export interface OwnPlaces {
  readonly places: readonly OwnPlace[]
  /** Undefined where nodes are listed by a file. */
  readonly target: Target | undefined
  /** Why the target could not be asked. */
  readonly silence: { readonly reason: string; readonly remedy: string } | undefined
}

interface Asking {
  readonly home: string
  readonly member: string
  readonly location: NodesLocation
  readonly described: Described
  /** A file that lists nodes, as the agent's in a pod has it. */
  readonly list: string | undefined
  readonly env: Environment
}

const ABSENT = { state: 'absent', rpc: null, since: null } as const

/** Every own node that is to run or does; where nobody can tell, at the ports that member.yaml gives. */
export async function ownPlaces(asking: Asking): Promise<OwnPlaces> {
  if (asking.list !== undefined) {
    const listed = await readNodeList(asking.list)
    const places = listed.map(({ node, rpc, metrics = null }) => ({ node, rpc, metrics, state: null, since: null }))
    return { places, target: undefined, silence: undefined }
  }
  const { home, member, location, described, env } = asking
  const manifests = described.manifests ?? []
  const wanted = described.nodes.flatMap((node) => (node.member === member ? [node.name] : []))
  const { networkId, consortium } = location.lock.founding
  try {
    const target = await openTarget(location.target, { home, member, network: consortium.name, networkId, env })
    const seen = await target.observe()
    const names = [...new Set([...wanted, ...seen.map(({ node }) => node)])]
    const places = names.map(async (node): Promise<OwnPlace> => {
      const { state, rpc, since } = seen.find((one) => one.node === node) ?? ABSENT
      const here = manifests.find((one) => one.node === node)
      const metrics =
        state !== 'running' ? null : target.metrics ? await target.metrics(node).catch(() => null) : metricsHere(here)
      return { node, state, rpc, metrics, since }
    })
    return { places: await Promise.all(places), target, silence: undefined }
  } catch (error) {
    if (!(error instanceof QuorateError)) throw error
    // A target of this machine has the ports of member.yaml on loopback, whether it can be asked or not; another has not.
    const here = location.target !== 'kubernetes'
    const places = wanted.map((node) => {
      const manifest = here ? manifests.find((one) => one.node === node) : undefined
      const rpc = manifest === undefined ? null : `http://127.0.0.1:${manifest.ports.rpc}`
      return { node, state: null, rpc, metrics: metricsHere(manifest), since: null }
    })
    const remedy = here
      ? error.remedy
      : `${error.remedy} Or run it where the agent runs, or list the nodes by --nodes FILE.`
    return { places, target: undefined, silence: { reason: error.message, remedy } }
  }
}

/** A target of this machine has them on loopback. */
function metricsHere(manifest: NodeManifest | undefined): string | null {
  return manifest === undefined ? null : `http://127.0.0.1:${manifest.ports.metrics}/metrics`
}
