import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { QuorateError } from '../../network/quorate-error.ts'
import type { NodeHands } from './node-hands.ts'
import { askCluster, type OwnCluster } from './own-cluster.ts'
import { restartPod } from './restart-pod.ts'

/** Seconds until a pod that was deleted is another: a graceful stop, and a cluster that is busy. */
const REPLACED = 300

export interface PodPlaceOfNode {
  readonly cluster: OwnCluster
  readonly namespace: string
  readonly pod: string
  /** SHA-256 of the genesis file that the release gives the node, in hex; undefined where the release does not tell. */
  readonly genesis: string | undefined
  /** @throws where this agent may not act now. */
  guard(): void
  readonly signal: AbortSignal
}

/** A node whose release others write: its StatefulSet has the next pod's revision, and waits for this one's end (OnDelete). */
export function podHands(place: PodPlaceOfNode): NodeHands {
  const { cluster, namespace, pod, genesis } = place
  return {
    async made({ wanted }) {
      if (await isOutdated(place)) return 'outdated'
      if (genesis === undefined) return 'unknown'
      return genesis === createHash('sha256').update(wanted).digest('hex') ? 'current' : 'unwritten'
    },
    async remake() {
      const before = await podOf(place)
      place.guard()
      await restartPod({ cluster, namespace, pod })
      await untilAnother(place, before?.metadata.uid)
    },
    async isUnmissed() {
      const besu = (await podOf(place))?.status.containerStatuses.find(({ name }) => name === 'besu')
      return besu?.state.running === undefined && (await isOutdated(place))
    },
  }
}

const podSchema = z.object({
  metadata: z.object({ uid: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  status: z
    .object({
      containerStatuses: z
        .array(z.object({ name: z.string(), state: z.object({ running: z.object({}).optional() }) }))
        .default([]),
    })
    .prefault({}),
})
const setSchema = z.object({
  metadata: z.object({ generation: z.number() }),
  status: z.object({ observedGeneration: z.number().default(0), updateRevision: z.string().optional() }).prefault({}),
})

/** Undefined where it is absent. */
async function podOf(place: PodPlaceOfNode) {
  return read(place, `/api/v1/namespaces/${place.namespace}/pods/${place.pod}`, podSchema)
}

/** A change that the controller has not seen yet counts when it has. */
async function isOutdated(place: PodPlaceOfNode): Promise<boolean> {
  const name = place.pod.replace(/-0$/, '')
  const [pod, set] = await Promise.all([
    podOf(place),
    read(place, `/apis/apps/v1/namespaces/${place.namespace}/statefulsets/${name}`, setSchema),
  ])
  const revision = pod?.metadata.labels['controller-revision-hash']
  if (set === undefined || revision === undefined) return false
  const seen = set.status.observedGeneration >= set.metadata.generation
  return seen && set.status.updateRevision !== undefined && set.status.updateRevision !== revision
}

/** The pod is deleted by now: that the cluster cannot be read for a while is no failure yet. */
async function untilAnother(place: PodPlaceOfNode, uid: string | undefined): Promise<void> {
  const deadline = performance.now() + REPLACED * 1000
  for (;;) {
    let unread: unknown
    const found = await podOf(place).catch((error: unknown) => {
      unread = error
      return undefined
    })
    if (found !== undefined && found.metadata.uid !== uid) return
    if (performance.now() > deadline) throw unread ?? unreadable(place.pod, `no other pod stands after ${REPLACED} s`)
    await setTimeout(500, undefined, { signal: place.signal })
  }
}

async function read<T extends z.ZodType>({ cluster, pod }: PodPlaceOfNode, path: string, schema: T) {
  const { status, body } = await askCluster(cluster, { method: 'GET', path }).catch((cause: Error) => {
    throw unreadable(pod, cause.message, cause)
  })
  if (status === 404) return undefined
  const parsed = schema.safeParse(body)
  if (status !== 200 || !parsed.success) throw unreadable(pod, `the API answers ${status} to ${path}`)
  return parsed.data
}

function unreadable(pod: string, reason: string, cause?: unknown): QuorateError {
  return new QuorateError('POD_NOT_RESTARTED', `The agent does not get at the pod ${pod}: ${reason}.`, {
    facts: { pod, reason },
    remedy: 'Its ServiceAccount needs the Role of its release: get its pods and StatefulSets, and delete its pods.',
    cause,
  })
}
