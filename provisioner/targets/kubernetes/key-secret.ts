import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { KEY_IN_SECRET, keySecretOf } from '../../../network/render/helm/places.ts'
import type { Given } from '../target.ts'
import { type Cluster, kubectl } from './cluster.ts'
import { refuseAbsentSecret } from './home-secret.ts'

/** Hands a node's key to the cluster, by standard input. Server-side, so that no annotation repeats what was applied. */
export async function ensureKeySecret(cluster: Cluster, manifest: NodeManifest, { key, signal }: Given): Promise<void> {
  // The PIN of a token is its operator's to hand over: no command reads it.
  if (manifest.hsm?.pinSecret !== undefined) return await refuseAbsentSecret(cluster, manifest.hsm.pinSecret, 'pin')
  const { network, member, node } = manifest
  const labels = { 'quorate.network': network.name, 'quorate.member': member, 'quorate.node': node }
  const input = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: keySecretOf(node), labels },
    type: 'Opaque',
    data: { [KEY_IN_SECRET]: Buffer.from(key()).toString('base64') },
  })
  const args = ['apply', '--server-side', '--force-conflicts', '--field-manager=quorate', '-f', '-']
  await kubectl(cluster, args, { input, signal })
}

export async function removeKeySecret(cluster: Cluster, node: string): Promise<void> {
  await kubectl(cluster, ['delete', 'secret', keySecretOf(node), '--ignore-not-found'])
}
