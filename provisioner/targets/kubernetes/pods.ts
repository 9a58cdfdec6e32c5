import { z } from 'zod'
import { type Call, type Cluster, kubectl } from './cluster.ts'

const stateSchema = z.object({
  running: z.object({ startedAt: z.string() }).optional(),
  waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
  terminated: z.object({ reason: z.string().default(''), exitCode: z.number() }).optional(),
})

const objectSchema = z.object({
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    generation: z.number().optional(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z
    .object({
      containers: z
        .array(
          z.object({
            ports: z.array(z.object({ name: z.string().default(''), containerPort: z.number() })).default([]),
          }),
        )
        .default([]),
      template: z
        .object({ metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }) })
        .optional(),
    })
    .optional(),
  status: z
    .object({
      observedGeneration: z.number().optional(),
      updateRevision: z.string().optional(),
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') }))
        .default([]),
      initContainerStatuses: z.array(z.object({ name: z.string(), state: stateSchema })).default([]),
      containerStatuses: z
        .array(z.object({ name: z.string(), started: z.boolean().nullish(), state: stateSchema }))
        .default([]),
    })
    .default({ conditions: [], initContainerStatuses: [], containerStatuses: [] }),
})

type KubeObject = z.infer<typeof objectSchema>

/** One node as the cluster has it: what was asked for, and the pod that came of it. */
export interface NodeInCluster {
  readonly node: string
  /** Of the StatefulSet. */
  readonly wanted: string | null
  /** Name of the release that made it; undefined where nothing says so. */
  readonly release: string | undefined
  /** Revision of the StatefulSet that new pods are made from; null while its controller has not seen the last change. */
  readonly revision: string | null
  readonly pod: PodState | null
}

export interface PodState {
  readonly name: string
  readonly manifest: string | null
  readonly revision: string | null
  readonly leaving: boolean
  /** Unix seconds; null while its process does not run. */
  readonly since: number | null
  readonly rpcPort: number | null
  readonly metricsPort: number | null
  /** Its metrics port has answered. */
  readonly started: boolean
  /** Why it does not run, as far as the cluster says. */
  readonly reason: string
}

/** @param selector of labels. */
export async function nodesInCluster(cluster: Cluster, selector: string, call: Call = {}): Promise<NodeInCluster[]> {
  const text = await kubectl(cluster, ['get', 'statefulsets,pods', '-l', selector, '-o', 'json'], call)
  const items = z.object({ items: z.array(objectSchema) }).parse(JSON.parse(text)).items
  const nodes = [...new Set(items.flatMap(({ metadata }) => metadata.labels['quorate.node'] ?? []))].sort()
  return nodes.map((node) => {
    const own = items.filter(({ metadata }) => metadata.labels['quorate.node'] === node)
    const set = own.find(({ kind }) => kind === 'StatefulSet')
    const pod = own.find(({ kind }) => kind === 'Pod')
    const wanted = set?.spec?.template?.metadata.annotations['quorate.manifest'] ?? null
    const release = (set ?? pod)?.metadata.labels['app.kubernetes.io/instance']
    return { node, wanted, release, revision: revisionOf(set), pod: pod === undefined ? null : podState(pod) }
  })
}

function revisionOf(set: KubeObject | undefined): string | null {
  if (set === undefined || (set.status.observedGeneration ?? 0) < (set.metadata.generation ?? 0)) return null
  return set.status.updateRevision ?? null
}

function podState({ metadata, spec, status }: KubeObject): PodState {
  const ports = spec?.containers.flatMap((container) => container.ports) ?? []
  const besu = status.containerStatuses.find(({ name }) => name === 'besu')
  const startedAt = besu?.state.running?.startedAt
  return {
    name: metadata.name,
    manifest: metadata.annotations['quorate.manifest'] ?? null,
    revision: metadata.labels['controller-revision-hash'] ?? null,
    leaving: metadata.deletionTimestamp !== undefined,
    since: startedAt === undefined ? null : Math.floor(Date.parse(startedAt) / 1000),
    rpcPort: ports.find(({ name }) => name === 'rpc')?.containerPort ?? null,
    metricsPort: ports.find(({ name }) => name === 'metrics')?.containerPort ?? null,
    started: besu?.started === true,
    reason: reasonOf(status),
  }
}

function reasonOf({ conditions, initContainerStatuses, containerStatuses }: KubeObject['status']): string {
  const states = [...initContainerStatuses, ...containerStatuses].map(({ state }) => state)
  const waiting = states
    .map(({ waiting }) => waiting)
    .find((each) => each !== undefined && each.reason !== 'PodInitializing')
  if (waiting !== undefined) return `${waiting.reason} ${waiting.message}`.trim()
  const ended = states.find(({ terminated }) => terminated !== undefined && terminated.exitCode !== 0)?.terminated
  if (ended !== undefined) return `ended with ${ended.exitCode} ${ended.reason}`.trim()
  return conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False')?.message ?? ''
}
