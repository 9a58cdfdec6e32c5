import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { type Given, isStill, type Target } from '../target.ts'
import { connectEngine } from './engine.ts'
import { engineError, unlessDone } from './engine-error.ts'
import { ensureNode, hasFiles } from './ensure-node.ts'
import { fitToStart } from './fit-to-start.ts'
import { ensureImage } from './image.ts'
import { holdsKey, removeKey } from './key-place.ts'
import { logLines } from './log-lines.ts'
import { withMemberLock } from './member-lock.ts'
import { observeNodes } from './observe.ts'
import { findContainer, removeContainer, removeUnusedNetwork, removeVolume } from './own-parts.ts'
import { opensLoopback } from './open-loopback.ts'
import { type DockerTargetOptions, keyPlaceOf, nodeFolder, type Place, placeOf } from './place.ts'
import { removeUnusedShared } from './shared-network.ts'
import { hasStopped, stopping } from './stopping.ts'

/**
 * Nodes as containers of an engine on this machine: a network a member, a volume a node, keys on a tmpfs, nothing
 * privileged. JSON-RPC and metrics answer on this machine's loopback alone.
 */
export function dockerTarget(options: DockerTargetOptions): Target {
  const place = placeOf(options)
  return {
    kind: 'docker',
    site: () =>
      told(place, async () => {
        const { id } = await connectEngine(place.host)
        return { target: 'docker', engine: id, host: place.host || null }
      }),
    observe: () => told(place, () => observeNodes(place)),
    prepare: (manifest, given) => told(place, () => prepare(place, manifest, given)),
    ensure: (manifest, given) =>
      alone(place, async () => {
        refuseForeignNode(place, manifest)
        if (await isStill(given)) await ensureNode(place, manifest, given)
      }),
    restart: (manifest, given) =>
      alone(place, async () => {
        refuseForeignNode(place, manifest)
        if (!(await isStill(given))) return
        await prepare(place, manifest, given)
        await stop(place, manifest.node)
        await ensureNode(place, manifest, given)
      }),
    remove: (node, keeping) => alone(place, () => remove(place, node, keeping)),
    erase: (node) => alone(place, () => erase(place, node)),
    lacks: (manifests) => lacks(place, manifests),
    logs: (node, lines) => told(place, () => logs(place, node, lines)),
  }
}

const alone = (place: Place, run: () => Promise<void>): Promise<void> => told(place, () => withMemberLock(place, run))

async function told<T>({ host }: Place, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    throw engineError(cause, host)
  }
}

function refuseForeignNode({ owner }: Place, { node, member, network }: NodeManifest): void {
  if (member === owner.member && network.networkId === owner.networkId) return
  throw new QuorateError('NODE_FOREIGN', `The node ${node} is not ${owner.member}'s in this network.`, {
    facts: { node, member, networkId: network.networkId },
    remedy: "Run the command on the home of the node's own member.",
  })
}

async function lacks(place: Place, manifests: readonly NodeManifest[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const manifest of manifests) {
    const why = await lackOf(place, manifest)
    if (why !== undefined) found.set(manifest.node, why)
  }
  return found
}

async function lackOf(place: Place, manifest: NodeManifest): Promise<string | undefined> {
  if (!(await hasFiles(place, manifest))) return 'its files were changed since it was made'
  // Who runs on has read it; the engine could not start it again.
  return (await holdsKey(keyPlaceOf(place, manifest.node))) ? undefined : 'its key is gone from memory'
}

async function prepare(place: Place, manifest: NodeManifest, given: Given): Promise<void> {
  const { docker, version } = await connectEngine(place.host)
  if (opensLoopback(version)) given.progress(`Docker ${version} ${OPEN}`)
  await ensureImage(docker, manifest.besu, given)
  const found = await findContainer(docker, place.owner, manifest.node)
  await fitToStart(place, manifest, { given, found })
}

const OPEN =
  'lets machines of this one’s own network segment reach what it publishes on 127.0.0.1, RPC and metrics too: 28.3.3 and later do not'

async function stop(place: Place, node: string): Promise<void> {
  const { docker } = await connectEngine(place.host)
  const found = await findContainer(docker, place.owner, node)
  if (found === undefined) return
  await stopping(place, node, () => unlessDone(docker.getContainer(found.Id).stop()))
}

/** The key goes last: what still runs could need it. */
async function remove(place: Place, node: string, keeping?: 'key'): Promise<void> {
  const { docker } = await connectEngine(place.host)
  const found = await findContainer(docker, place.owner, node)
  if (found !== undefined) await stopping(place, node, () => removeContainer(docker, found.Id))
  await hasStopped(place, node)
  await removeUnusedNetwork(docker, place.owner)
  await removeUnusedShared(docker, place.owner)
  if (keeping !== 'key') await removeKey(keyPlaceOf(place, node))
  await rm(join(nodeFolder(place, node), 'files'), { recursive: true, force: true })
}

async function erase(place: Place, node: string): Promise<void> {
  await remove(place, node)
  const { docker } = await connectEngine(place.host)
  await removeVolume(docker, place.owner, node)
  await rm(nodeFolder(place, node), { recursive: true, force: true })
}

async function logs({ host, owner }: Place, node: string, lines: number): Promise<readonly string[]> {
  const { docker } = await connectEngine(host)
  const found = await findContainer(docker, owner, node)
  return found === undefined ? [] : logLines(docker.getContainer(found.Id), lines)
}
