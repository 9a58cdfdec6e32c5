import { configToml, manifestDigest } from '../../besu/manifest.ts'
import type { NodeManifest } from '../../besu/node-manifest.ts'
import { fileId } from './file-id.ts'
import type { NodeValues } from './node-values.ts'
import { chartPlaces, keySecretOf } from './places.ts'

/** A chain that stands still this many times the age that is called old is restarted by the kubelet, if nobody else did. */
const STALLS = 10
const STALL_FLOOR_SECONDS = 600
const STOP_FLOOR_SECONDS = 60

/** @param imageDigest of the release's image. */
export function nodeValuesOf(manifest: NodeManifest, imageDigest: string): NodeValues {
  const { node, duty, address, besu, ports, resources, health, seeds, options, hsm } = manifest
  const files = Object.entries(manifest.files).map(([name, text]) => [name, fileId(name, text)] as const)
  return {
    name: node,
    duty,
    address,
    manifest: manifestDigest(manifest),
    image: { repository: besu.image, digest: imageDigest },
    config: configToml(manifest, chartPlaces),
    files: Object.fromEntries(files),
    seeds: { ...seeds },
    ...(hsm?.pinSecret === undefined ? { keySecret: keySecretOf(node) } : { pinSecret: hsm.pinSecret }),
    environment: { ...hsm?.environment },
    ports: { ...ports },
    discovery: options['discovery-enabled'] === true,
    podAddress: options['p2p-host'] === undefined,
    resources: { ...resources },
    health: {
      headAgeSeconds: health.headAgeSeconds,
      stallSeconds: Math.max(STALL_FLOOR_SECONDS, health.headAgeSeconds * STALLS),
      stopSeconds: Math.max(STOP_FLOOR_SECONDS, health.stopSeconds),
    },
  }
}

/** The texts that a node's values name. */
export function filesOf({ files }: NodeManifest): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [fileId(name, text), text]))
}
