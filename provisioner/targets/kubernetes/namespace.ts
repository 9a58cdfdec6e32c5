import { z } from 'zod'
import type { Hex } from '../../../network/hex.ts'
import { type Call, type Cluster, kubectl } from './cluster.ts'
import { namespaceForeign } from './failures.ts'

/** Whose nodes a namespace holds: one member's, in one network. */
export interface Owner {
  readonly network: string
  readonly networkId: Hex
  readonly member: string
}

const namespaceSchema = z.object({
  metadata: z.object({
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
})

/**
 * Whether the namespace is there.
 * @throws QuorateError NAMESPACE_FOREIGN where it is somebody else's, or nobody said that it is this member's.
 */
export async function namespaceStands(cluster: Cluster, owner: Owner, call: Call = {}): Promise<boolean> {
  const asked = ['get', 'namespace', cluster.namespace, '--ignore-not-found', '-o', 'json']
  const text = await kubectl(cluster, asked, call)
  if (text.trim() === '') return false
  const { labels, annotations } = namespaceSchema.parse(JSON.parse(text)).metadata
  const [network, member] = [labels['quorate.network'], labels['quorate.member']]
  const id = annotations['quorate.network-id'] ?? owner.networkId
  if (network === owner.network && member === owner.member && id === owner.networkId) return true
  const found =
    member === undefined ? 'nobody yet' : `${member} in ${network}${id === owner.networkId ? '' : ` (${id})`}`
  const expected = `quorate.network=${owner.network} quorate.member=${owner.member}`
  throw namespaceForeign(cluster.namespace, { found, expected })
}

/** Makes the namespace where it is absent, with Pod Security "restricted". */
export async function ensureNamespace(cluster: Cluster, owner: Owner, signal: AbortSignal): Promise<void> {
  if (await namespaceStands(cluster, owner)) return
  const metadata = {
    name: cluster.namespace,
    labels: {
      'quorate.network': owner.network,
      'quorate.member': owner.member,
      'pod-security.kubernetes.io/enforce': 'restricted',
    },
    annotations: { 'quorate.network-id': owner.networkId },
  }
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata })
  await kubectl(cluster, ['apply', '--server-side', '--field-manager=quorate', '-f', '-'], { input, signal })
}
