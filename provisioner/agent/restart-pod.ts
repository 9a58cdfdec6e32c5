import { readFile } from 'node:fs/promises'
import { request as http } from 'node:http'
import { request as https } from 'node:https'
import { join } from 'node:path'
import { QuorateError } from '../../network/quorate-error.ts'

/** Where Kubernetes puts a pod's own rights. */
const RIGHTS = '/var/run/secrets/kubernetes.io/serviceaccount'
const API = 'https://kubernetes.default.svc'

export interface PodPlace {
  readonly namespace: string
  readonly pod: string
  /** Of another cluster than one's own; for tests. */
  readonly api?: string
  readonly rights?: string
}

/**
 * Deletes one pod of this release; its StatefulSet makes it again, with its data. The release's Role names the pods, so
 * the agent can delete no other.
 * @throws QuorateError POD_NOT_RESTARTED
 */
export async function restartPod({ namespace, pod, api = API, rights = RIGHTS }: PodPlace): Promise<void> {
  const token = await readFile(join(rights, 'token'), 'utf8').catch((cause) => {
    throw failed(pod, 'no rights are mounted', cause)
  })
  const ca = await readFile(join(rights, 'ca.crt')).catch(() => undefined)
  const url = new URL(`/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}`, api)
  const status = await new Promise<number>((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? https : http)(url, {
      method: 'DELETE',
      ...(ca === undefined ? {} : { ca }),
      headers: { authorization: `Bearer ${token.trim()}` },
      signal: AbortSignal.timeout(10_000),
    })
    sent.once('error', (cause) => reject(failed(pod, cause.message, cause)))
    sent.once('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.end()
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
