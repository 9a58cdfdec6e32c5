import type { NodeManifest } from '../besu/node-manifest.ts'
import { containerPlaces as at } from './entry-script.ts'

/**
 * What a node's container runs: the entry script, which runs Besu.
 * @param key file that it waits for: with the node's key, or the PIN of its token.
 */
export function nodeEntrypoint(stopSeconds: number, key: string = at.key): string[] {
  const besu = ['besu', '--config-file', `${at.files}/besu.toml`]
  return ['sh', `${at.files}/entry.sh`, key, at.restart, at.seeds, at.data, String(stopSeconds), ...besu]
}

/** Environment of Besu in a container: half of the memory is the heap's. Nothing secret stands there. */
export function besuEnvironment({
  resources,
  hsm,
}: {
  readonly resources: { readonly memoryMiB: number }
  readonly hsm?: NodeManifest['hsm'] | undefined
}): Record<string, string> {
  const heap = `-Xmx${Math.floor(resources.memoryMiB / 2)}m`
  const java = hsm?.plugins === undefined ? heap : `${heap} -Dbesu.plugins.dir=${at.plugins}`
  return { ...hsm?.environment, BESU_OPTS: java, MALLOC_ARENA_MAX: '2' }
}

/** What tells whether it is healthy: by the age of its head. */
export function nodeHealthCommand(of: { address: string; port: number; headAgeSeconds: number }): string[] {
  return ['bash', `${at.files}/health.sh`, of.address, String(of.port), String(of.headAgeSeconds)]
}
