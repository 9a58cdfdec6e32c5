import { QuorateError } from '../../../network/quorate-error.ts'
import type { OpenSite } from '../site.ts'
import { type Cluster, kubectl } from './cluster.ts'

/**
 * Names the cluster by what outlives its addresses and certificates, and no two clusters share.
 * @throws QuorateError CLUSTER_FORBIDDEN where this user may read neither kube-system nor the namespace.
 */
export async function clusterSite(cluster: Cluster): Promise<OpenSite> {
  const { namespace, context = null } = cluster
  const uid = await uidOf(cluster, 'kube-system').catch((error: unknown) => {
    if (error instanceof QuorateError && error.code === 'CLUSTER_FORBIDDEN') return uidOf(cluster, namespace)
    throw error
  })
  return { target: 'kubernetes', cluster: uid, namespace, context }
}

const uidOf = async (cluster: Cluster, namespace: string) =>
  (await kubectl(cluster, ['get', 'namespace', namespace, '-o', 'jsonpath={.metadata.uid}'])).trim()

/** With the context that is the current one now, where none is chosen. One that cannot be told stays open. */
export async function inContext(cluster: Cluster): Promise<Cluster> {
  if (cluster.context !== undefined) return cluster
  const context = await kubectl(cluster, ['config', 'current-context']).catch(() => '')
  return { ...cluster, context: context.trim() || undefined }
}
