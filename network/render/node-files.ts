import { configToml } from '../besu/manifest.ts'
import type { NodeManifest } from '../besu/node-manifest.ts'
import { containerPlaces } from './entry-script.ts'
import { entryScript } from './entry-script.ts'
import { healthScript } from './health-script.ts'

/**
 * Text of every file that stands beside a node in a container, by its path below `containerPlaces.files`.
 * @param listen address that JSON-RPC and metrics bind to in the container.
 * @param key file with the node's key, or the PIN of its token.
 * @throws RangeError for a name that is no plain file name.
 */
export function nodeFiles(
  manifest: NodeManifest,
  listen: string,
  key: string = containerPlaces.key,
): ReadonlyMap<string, string> {
  const { data, files } = containerPlaces
  const seeds = Object.entries(manifest.seeds).map(([name, text]) => [`seeds/${plain(name)}`, text] as const)
  const given = Object.entries(manifest.files).map(([name, text]) => [plain(name), text] as const)
  return new Map([
    ...given,
    ...seeds,
    ['besu.toml', configToml(manifest, { data, files, key, listen })],
    ['entry.sh', entryScript],
    ['health.sh', healthScript],
  ])
}

function plain(name: string): string {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) throw new RangeError(`no plain file name: ${name}`)
  return name
}
