import { readFile } from 'node:fs/promises'
import { request as http } from 'node:http'
import { request as https } from 'node:https'
import { join } from 'node:path'

/** Where Kubernetes puts a pod's own rights. */
const RIGHTS = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The API server of the cluster that a pod runs in. */
export interface OwnCluster {
  readonly api: string
  /** Folder of token and certificate. */
  readonly rights: string
  /** Milliseconds that one call may take. */
  readonly timeout: number
}

/** By address as Kubernetes gives it to every container: names of a cluster fail before its API server does. */
export function ownCluster(variables: Readonly<Record<string, string | undefined>>): OwnCluster {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT_HTTPS: port = '443' } = variables
  const bracketed = host?.includes(':') ? `[${host}]` : host
  const api = host === undefined ? 'https://kubernetes.default.svc' : `https://${bracketed}:${port}`
  return { api, rights: RIGHTS, timeout: 3_000 }
}

export interface Answered {
  readonly status: number
  /** Undefined where the answer is no JSON. */
  readonly body: unknown
}

/** One call with the pod's own rights, read anew: a token lives for an hour. Rejects where nobody answers in time. */
export async function askCluster(
  { api, rights, timeout }: OwnCluster,
  { method, path, body }: { readonly method: 'GET' | 'PUT' | 'DELETE'; readonly path: string; readonly body?: unknown },
): Promise<Answered> {
  const token = await readFile(join(rights, 'token'), 'utf8')
  const ca = await readFile(join(rights, 'ca.crt')).catch(() => undefined)
  const url = new URL(path, api)
  return await new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? https : http)(url, {
      method,
      ...(ca === undefined ? {} : { ca }),
      headers: { authorization: `Bearer ${token.trim()}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeout),
    })
    sent.once('error', reject)
    sent.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.once('error', reject)
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(text) }))
    })
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
