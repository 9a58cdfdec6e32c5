import type { ContainerInspectInfo } from 'dockerode'
import type { Hex } from '../../../network/hex.ts'
import type { ObservedNode } from '../target.ts'
import { connectEngine, inTime } from './engine.ts'
import { orAbsent } from './engine-error.ts'
import { LABEL, ownerLabels } from './names.ts'
import type { Place } from './place.ts'
import { isStopping } from './stopping.ts'

/** By labels, never by what is remembered: also what an earlier home of this member left. */
export async function observeNodes(
  { dir, host, owner }: Pick<Place, 'dir' | 'host' | 'owner'>,
  patience?: number,
): Promise<readonly ObservedNode[]> {
  const { docker } = await connectEngine(host, patience)
  const label = Object.entries(ownerLabels(owner)).map(([name, value]) => `${name}=${value}`)
  const found = await inTime(
    host,
    async (options) => {
      const listed = await docker.listContainers({ all: true, filters: { label }, ...options() })
      return await Promise.all(listed.map(({ Id }) => orAbsent(docker.getContainer(Id).inspect(options()))))
    },
    patience,
  )
  const nodes = await Promise.all(found.map((info) => (info === undefined ? undefined : observed(dir, info))))
  return nodes.filter((node) => node !== undefined).sort((a, b) => (a.node < b.node ? -1 : 1))
}

async function observed(dir: string, { Config, State }: ContainerInspectInfo): Promise<ObservedNode | undefined> {
  const { [LABEL.node]: node, [LABEL.manifest]: digest, [LABEL.rpc]: rpc } = Config.Labels
  if (node === undefined) return undefined
  const runs = State.Running && !State.Restarting && !State.Paused && !(await isStopping({ dir }, node))
  return {
    node,
    digest: digest === undefined ? null : (digest as Hex),
    state: runs ? 'running' : 'stopped',
    rpc: runs && rpc !== undefined ? `http://127.0.0.1:${rpc}` : null,
    since: runs ? Math.floor(Date.parse(State.StartedAt) / 1000) : null,
  }
}
