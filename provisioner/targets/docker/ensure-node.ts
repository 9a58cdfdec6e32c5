import { join } from 'node:path'
import type { ContainerInspectInfo } from 'dockerode'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { containerPlaces } from '../../../network/render/entry-script.ts'
import { nodeFiles } from '../../../network/render/node-files.ts'
import { holds } from '../held-files.ts'
import type { Given } from '../target.ts'
import { type ContainerPlan, containerOptions, listenName } from './container-options.ts'
import { connectEngine, type Engine } from './engine.ts'
import { unlessDone } from './engine-error.ts'
import { ensureImage } from './image.ts'
import { fitToStart } from './fit-to-start.ts'
import { keyFolders, placeKey } from './key-place.ts'
import { LABEL, type Owner } from './names.ts'
import { writeFiles } from './node-files.ts'
import {
  createContainer,
  ensureNetwork,
  ensureVolume,
  findContainer,
  findsNetworks,
  removeContainer,
  type Wanted,
} from './own-parts.ts'
import { keyPlaceOf, nodeFolder, type Place } from './place.ts'
import { joinShared } from './shared-network.ts'
import { untilStarted } from './started.ts'
import { hasStopped, isStopping, stopping } from './stopping.ts'
import { folderArchive } from './tar.ts'

/**
 * Each call to the engine leaves something that this goes on from, so that it may be killed between any two: a container
 * of another plan is taken away first, one that never started is started, and files are written while none has them bound.
 */
export async function ensureNode(place: Place, manifest: NodeManifest, given: Given): Promise<void> {
  const engine = await connectEngine(place.host)
  const image = await ensureImage(engine.docker, manifest.besu, given)
  const plan = planOf({ place, manifest, image, engine })
  const files = filesOf(place, manifest)
  const wanted = containerOptions(plan)
  const found = await findContainer(engine.docker, place.owner, manifest.node)
  const asWanted = found?.Config.Labels[LABEL.container] === wanted.Labels[LABEL.container]
  const fits =
    found !== undefined && asWanted && (await hasFiles(place, manifest)) && (await startsAgain(engine, found))
  const current = fits ? found : undefined
  if (current === undefined) {
    await fitToStart(place, manifest, { given, found })
    if (found !== undefined) await takeAway(engine, found, { place, manifest, given })
    await writeFiles(plan.files, files)
  }
  await placeKey({ ...keyPlaceOf(place, manifest.node), user: place.user }, given.key)
  const id = current?.Id ?? (await create(engine, { owner: place.owner, wanted }, given))
  if (current === undefined || !runs(current) || (await isStopping(place, manifest.node)))
    await start(engine, id, { plan, place })
  const { elapsed } = place
  const { docker } = engine
  await untilStarted({ docker, id, node: manifest.node, rpcPort: manifest.ports.rpc, elapsed, signal: given.signal })
}

/** Whether a node's files are those that it is made from: nobody changed them since. */
export function hasFiles(place: Place, manifest: NodeManifest): Promise<boolean> {
  return holds(filesFolder(place, manifest), filesOf(place, manifest))
}

const filesFolder = (place: Place, { node }: NodeManifest): string => join(nodeFolder(place, node), 'files')
const filesOf = ({ sharedSubnet }: Place, manifest: NodeManifest): ReadonlyMap<string, string> =>
  nodeFiles(manifest, listenName({ sharedSubnet, manifest }))

const runs = ({ State }: ContainerInspectInfo): boolean => State.Running && !State.Restarting && !State.Paused
const startsAgain = async ({ docker }: Engine, found: ContainerInspectInfo): Promise<boolean> =>
  runs(found) || findsNetworks(docker, found)

function planOf(of: { place: Place; manifest: NodeManifest; image: string; engine: Engine }): ContainerPlan {
  const { place, manifest, image, engine } = of
  return {
    ...{ owner: place.owner, manifest, image, user: place.user, engine },
    p2pAddress: place.p2pAddress,
    sharedSubnet: place.sharedSubnet,
    files: filesFolder(place, manifest),
    folders: keyFolders(keyPlaceOf(place, manifest.node)),
  }
}

/** With its own time to stop. Its volume stays. */
async function takeAway(
  { docker }: Engine,
  found: ContainerInspectInfo,
  { place, manifest, given }: { readonly place: Place; readonly manifest: NodeManifest; readonly given: Given },
): Promise<void> {
  given.progress(`stopping ${found.Name.slice(1)}, which was made from another manifest`)
  await stopping(place, manifest.node, () => removeContainer(docker, found.Id))
}

interface Creation {
  readonly owner: Owner
  readonly wanted: Wanted
}

async function create({ docker }: Engine, { owner, wanted }: Creation, { progress }: Given): Promise<string> {
  progress(`starting ${wanted.name}`)
  await ensureNetwork(docker, owner)
  await ensureVolume(docker, owner, wanted.Labels[LABEL.node] ?? '')
  return createContainer(docker, owner, wanted)
}

/** A new volume is root's; the node gets a folder in it. Done before each start, since a start may have been the first. */
async function start(
  { docker }: Engine,
  id: string,
  { plan, place }: { readonly plan: ContainerPlan; readonly place: Place },
): Promise<void> {
  const { user, owner, manifest, sharedSubnet: subnet } = plan
  const container = docker.getContainer(id)
  await unlessDone(container.stop())
  await hasStopped(place, manifest.node)
  const { volume, data } = containerPlaces
  const archive = folderArchive({ name: data.slice(volume.length + 1), mode: 0o700, ...user })
  await container.putArchive(archive, { path: volume })
  if (subnet !== undefined) await joinShared(docker, owner, { id, address: manifest.advertised.host, subnet })
  await unlessDone(container.start())
}
