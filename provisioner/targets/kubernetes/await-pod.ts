import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { type Cluster, kubectl } from './cluster.ts'
import { nodeNotStarted } from './failures.ts'
import { nodesInCluster, type PodState } from './pods.ts'

/** What no waiting mends. */
export const HOPELESS =
  /^(CrashLoopBackOff|ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|CreateContainer(Config)?Error|RunContainerError)/

export interface Awaited {
  readonly cluster: Cluster
  /** Of labels: the one node's. */
  readonly selector: string
  readonly node: string
  readonly signal: AbortSignal
  readonly seconds: number
}

/**
 * Waits until the node's pod is one of this manifest and its process runs and listens.
 * @throws QuorateError NODE_NOT_STARTED, with what the cluster and the log say.
 */
export async function podRuns(awaited: Awaited, digest: string): Promise<void> {
  const until = performance.now() + awaited.seconds * 1000
  let pod: PodState | null = null
  while (performance.now() < until) {
    awaited.signal.throwIfAborted()
    pod = (await nodesInCluster(awaited.cluster, awaited.selector))[0]?.pod ?? null
    const own = pod !== null && pod.manifest === digest && !pod.leaving
    if (own && pod?.since !== null && pod?.started) return
    if (own && HOPELESS.test(pod?.reason ?? '')) break
    await pause(1000, undefined, { signal: awaited.signal })
  }
  const reason = [
    pod?.reason || (pod === null ? 'no pod was made' : 'its process does not listen yet'),
    ...(await warnings(awaited)),
  ]
  throw nodeNotStarted(awaited.node, reason.join('; '), await logOf(awaited.cluster, pod?.name, 30))
}

/** Whether the node's pod is of an older revision than its StatefulSet, once the controller has seen the last change. */
export async function podOutdated({ cluster, selector, signal, seconds, node }: Awaited): Promise<boolean> {
  const until = performance.now() + seconds * 1000
  while (performance.now() < until) {
    const [now] = await nodesInCluster(cluster, selector)
    const revision = now?.revision ?? null
    if (revision !== null) return now?.pod !== null && now?.pod.revision !== revision
    await pause(200, undefined, { signal })
  }
  throw nodeNotStarted(node, "the cluster's controllers do not answer", [])
}

/** Waits until no pod of the node is left. */
export async function podGone(awaited: Awaited): Promise<void> {
  const until = performance.now() + awaited.seconds * 1000
  while (performance.now() < until) {
    awaited.signal.throwIfAborted()
    const found = await nodesInCluster(awaited.cluster, awaited.selector)
    if (found.length === 0) return
    await pause(1000, undefined, { signal: awaited.signal })
  }
  throw nodeNotStarted(awaited.node, 'it does not leave', [])
}

/** Oldest first; nothing where there is no pod, or it has not begun. */
export async function logOf(cluster: Cluster, pod: string | undefined, lines: number): Promise<string[]> {
  if (pod === undefined) return []
  const text = await kubectl(cluster, ['logs', pod, '--container', 'besu', `--tail=${lines}`]).catch(() => '')
  return text.split('\n').filter((line) => line !== '')
}

const eventsSchema = z.object({
  items: z.array(
    z.object({ message: z.string().default(''), involvedObject: z.object({ name: z.string().default('') }) }),
  ),
})

/** What the cluster warned of about this node's objects, each once. */
async function warnings({ cluster, node }: Awaited): Promise<string[]> {
  const text = await kubectl(cluster, ['get', 'events', '--field-selector', 'type=Warning', '-o', 'json']).catch(
    () => '{"items":[]}',
  )
  const { items } = eventsSchema.parse(JSON.parse(text))
  const own = items.filter(({ involvedObject }) => involvedObject.name.includes(node)).map(({ message }) => message)
  return [...new Set(own)].slice(-3)
}
