import { QuorateError } from '../../network/quorate-error.ts'
import { askCluster, type OwnCluster } from './own-cluster.ts'

export interface PodPlace {
  readonly cluster: OwnCluster
  readonly namespace: string
  readonly pod: string
}

/**
 * Deletes one pod of this release; its StatefulSet makes it again, with its data. The release's Role names the pods, so
 * the agent can delete no other.
 * @throws QuorateError POD_NOT_RESTARTED
 */
export async function restartPod({ cluster, namespace, pod }: PodPlace): Promise<void> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}`
  const { status } = await askCluster(cluster, { method: 'DELETE', path }).catch((cause: Error) => {
    throw failed(pod, cause.message, cause)
  })
  // Gone already is as good.
  if (status !== 404 && (status < 200 || status > 299)) throw failed(pod, `the API answers ${status}`, undefined)
}

function failed(pod: string, reason: string, cause: unknown): QuorateError {
  return new QuorateError('POD_NOT_RESTARTED', `The pod ${pod} was not deleted: ${reason}.`, {
    facts: { pod, reason },
    remedy: 'The agent’s ServiceAccount needs the Role of its release: get and delete on its own pods.',
    cause,
  })
}
