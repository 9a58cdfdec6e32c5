import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { portsOf, refuseTakenPorts, type WantedPort } from '../ports.ts'
import type { Given } from '../target.ts'
import { besuVersion, findBesu } from './besu-binary.ts'
import { runningClaim } from './claim.ts'
import { ensureKeyFolder } from './key-place.ts'
import { CONFIG } from './node-files.ts'
import { nodePaths } from './paths.ts'
import type { ProcessOptions } from './process-target.ts'
import { refuseOtherVersion } from './version.ts'

/**
 * Whether a node could be started so, before what runs is stopped: its Besu, its key or PIN, a place for that, its ports.
 * @returns the Besu that the manifest asks for, on this machine.
 * @throws QuorateError BESU_ABSENT, BESU_OTHER_VERSION, BESU_UNUSABLE, JAVA_TOO_OLD, KEY_PLACE_ABSENT, KEY_PLACE_UNSAFE,
 * PORT_IN_USE, PORT_REFUSED, and what its key is not given for.
 */
export async function fitToStart(options: ProcessOptions, manifest: NodeManifest, given: Given): Promise<string> {
  const { variables } = options.env
  const { home } = manifest.besu
  const bin = await findBesu(
    options.besu.bin ?? (home === undefined ? undefined : join(home, 'bin', 'besu')),
    variables,
  )
  refuseOtherVersion(await besuVersion(bin, variables, join(options.dir, 'besu.json')), manifest, given)
  await ensureKeyFolder(options)
  given.key()
  const own = await portsHeld(options, manifest.node)
  if (own !== undefined) await refuseTakenPorts(wantedPorts(options, manifest).filter(({ port }) => !own.has(port)))
  return bin
}

export function wantedPorts({ listen }: ProcessOptions, manifest: NodeManifest): WantedPort[] {
  return portsOf(manifest, String(manifest.options['p2p-interface'] ?? '0.0.0.0'), listen)
}

/** Ports that this very node has now; undefined where what it was started with is gone. */
async function portsHeld({ dir }: ProcessOptions, node: string): Promise<ReadonlySet<number> | undefined> {
  const paths = nodePaths(dir, node)
  if ((await runningClaim(paths)) === undefined) return new Set()
  const text = await readFile(join(paths.files, CONFIG), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  return new Set([...text.matchAll(/^(?:p2p|rpc-http|metrics)-port\s*=\s*(\d+)$/gm)].map(([, port]) => Number(port)))
}
