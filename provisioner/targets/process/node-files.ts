import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { configToml } from '../../../network/besu/manifest.ts'
import type { NodeManifest, Places } from '../../../network/besu/node-manifest.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { replace, writeNew } from '../../home/atomic-file.ts'
import { exists } from '../../home/exists.ts'
import { type NodePaths, namesIn } from './paths.ts'

export const CONFIG = 'besu.toml'

/**
 * Makes the node's folder say what its manifest says. Files are made again, seeds only where they are absent.
 * @throws QuorateError NODE_OF_OTHER_NETWORK where the data are another network's.
 */
export async function writeNodeFiles(paths: NodePaths, manifest: NodeManifest, places: Places): Promise<void> {
  await refuseOtherNetwork(paths, manifest)
  for (const folder of [paths.files, paths.data]) await mkdir(folder, { recursive: true, mode: 0o700 })
  const files = filesOf(manifest, places)
  for (const name of await namesIn(paths.files, (entry) => !files.has(entry))) {
    await rm(join(paths.files, name), { recursive: true, force: true })
  }
  for (const [name, text] of files) await replace(join(paths.files, plain(name)), text)
  for (const [name, text] of Object.entries(manifest.seeds)) {
    const seed = join(paths.data, plain(name))
    if (!(await exists(seed))) await writeNew(seed, text)
  }
}

/** All that the node reads at its start, by name; seeds are its own once they are there. */
export function filesOf(manifest: NodeManifest, places: Places): ReadonlyMap<string, string> {
  return new Map([...Object.entries(manifest.files), [CONFIG, configToml(manifest, places)]])
}

async function refuseOtherNetwork({ folder, network }: NodePaths, manifest: NodeManifest): Promise<void> {
  const found = await readFile(network, 'utf8').catch(() => undefined)
  const { networkId } = manifest.network
  if (found === undefined) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await replace(network, `${networkId}\n`)
    return
  }
  if (found.trim() === networkId) return
  throw new QuorateError('NODE_OF_OTHER_NETWORK', `${folder} holds the data of another network.`, {
    facts: { node: manifest.node, folder, found: found.trim().slice(0, 80), expected: networkId },
    remedy: 'Give this network a home of its own, or wipe the data of this node (docs/maintenance.md).',
  })
}

function plain(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw new RangeError(`no name of a file: ${name.slice(0, 64)}`)
  return name
}
