import { z } from 'zod'
import type { Hex } from '../../../network/hex.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
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

/** In the namespaces of a rehearsal alone: they go as a whole when it is erased. */
const REHEARSAL = 'quorate.rehearsal'
const NETWORK_ID = 'quorate.network-id'

/**
 * Whether the namespace is there.
 * @throws QuorateError NAMESPACE_FOREIGN where it is somebody else's, or nobody said that it is this member's.
 */
export async function namespaceStands(cluster: Cluster, owner: Owner, call: Call = {}): Promise<boolean> {
  return (await ownNamespace(cluster, owner, call)) !== undefined
}

/** Makes the namespace where it is absent, with Pod Security "restricted". */
export async function ensureNamespace(cluster: Cluster, owner: Owner, signal: AbortSignal): Promise<void> {
  if (!(await namespaceStands(cluster, owner))) await make(cluster, owner, signal)
}

/** As a rehearsal makes it, which takes none over that somebody else made. @throws QuorateError NAMESPACE_FOREIGN */
export async function ensureRehearsalNamespace(cluster: Cluster, owner: Owner, signal: AbortSignal): Promise<void> {
  const stands = await ownNamespace(cluster, owner)
  if (stands === undefined) return await make(cluster, owner, signal, { [REHEARSAL]: 'true' })
  if (isRehearsal(stands)) return
  const found = `${owner.member} in ${owner.network}, and no rehearsal made it`
  throw namespaceForeign(cluster.namespace, { found, expected: `${REHEARSAL}=true` })
}

/** Whether a rehearsal of this network made it for this member. */
export async function isOfRehearsal(cluster: Cluster, owner: Owner): Promise<boolean> {
  const stands = await ownNamespace(cluster, owner)
  return stands !== undefined && isRehearsal(stands)
}

/** Says in one that an administrator made which network of this name it is for, where this user may. */
export async function claimNamespace(cluster: Cluster, owner: Owner): Promise<void> {
  const stands = await ownNamespace(cluster, owner)
  if (stands?.annotations[NETWORK_ID] !== undefined) return
  const told = ['annotate', 'namespace', cluster.namespace, `${NETWORK_ID}=${owner.networkId}`]
  await kubectl(cluster, told).catch((error: unknown) => {
    if (!(error instanceof QuorateError) || error.code !== 'CLUSTER_FORBIDDEN') throw error
  })
}

type Metadata = z.infer<typeof namespaceSchema>['metadata']

const isRehearsal = ({ labels }: Metadata): boolean => labels[REHEARSAL] === 'true'

async function ownNamespace(cluster: Cluster, owner: Owner, call: Call = {}): Promise<Metadata | undefined> {
  const asked = ['get', 'namespace', cluster.namespace, '--ignore-not-found', '-o', 'json']
  const text = await kubectl(cluster, asked, call)
  if (text.trim() === '') return undefined
  const { metadata } = namespaceSchema.parse(JSON.parse(text))
  const { labels, annotations } = metadata
  const [network, member] = [labels['quorate.network'], labels['quorate.member']]
  const id = annotations[NETWORK_ID] ?? owner.networkId
  if (network === owner.network && member === owner.member && id === owner.networkId) return metadata
  const found =
    member === undefined ? 'nobody yet' : `${member} in ${network}${id === owner.networkId ? '' : ` (${id})`}`
  const expected = `quorate.network=${owner.network} quorate.member=${owner.member}`
  throw namespaceForeign(cluster.namespace, { found, expected })
}

async function make(cluster: Cluster, owner: Owner, signal: AbortSignal, more: Metadata['labels'] = {}): Promise<void> {
  const metadata = {
    name: cluster.namespace,
    labels: {
      'quorate.network': owner.network,
      'quorate.member': owner.member,
      'pod-security.kubernetes.io/enforce': 'restricted',
      ...more,
    },
    annotations: { [NETWORK_ID]: owner.networkId },
  }
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata })
  await kubectl(cluster, ['apply', '--server-side', '--field-manager=quorate', '-f', '-'], { input, signal })
}
