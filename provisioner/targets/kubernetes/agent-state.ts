import { z } from 'zod'
import { HOPELESS } from './await-pod.ts'
import { kubectl } from './cluster.ts'
import type { Release } from './release.ts'

export interface AgentState {
  /** The cluster has its Deployment. */
  readonly stands: boolean
  /** As many as are wanted run, of the newest revision, and call themselves well. */
  readonly available: boolean
  /** No waiting mends it. */
  readonly hopeless: boolean
  readonly says: string
}

const containers = z
  .array(
    z.object({
      state: z.object({
        waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
      }),
    }),
  )
  .default([])

const objectSchema = z.object({
  kind: z.string(),
  metadata: z.object({ generation: z.number().default(0), deletionTimestamp: z.string().optional() }),
  spec: z.object({ replicas: z.number().default(1) }).prefault({}),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      conditions: z.array(z.object({ status: z.string(), message: z.string().default('') })).default([]),
      initContainerStatuses: containers,
      containerStatuses: containers,
    })
    .prefault({}),
})

const ABSENT: AgentState = { stands: false, available: false, hopeless: false, says: 'there is no Deployment' }

export async function agentState(release: Release): Promise<AgentState> {
  const args = ['get', 'deployments,pods', '-l', selectorOf(release), '-o', 'json']
  const parsed = z.object({ items: z.array(objectSchema) }).parse(JSON.parse(await kubectl(release.cluster, args)))
  const deployment = parsed.items.find(({ kind }) => kind === 'Deployment')
  if (deployment === undefined) return ABSENT
  const { metadata, spec, status } = deployment
  const available =
    status.observedGeneration >= metadata.generation &&
    status.updatedReplicas >= spec.replicas &&
    status.availableReplicas >= spec.replicas
  const pods = parsed.items.filter(({ kind, metadata: of }) => kind === 'Pod' && of.deletionTimestamp === undefined)
  const waiting = pods
    .flatMap((pod) => [...pod.status.initContainerStatuses, ...pod.status.containerStatuses])
    .flatMap(({ state }) => (state.waiting === undefined ? [] : [`${state.waiting.reason} ${state.waiting.message}`]))
  const failing = status.conditions.filter((condition) => condition.status !== 'True').map(({ message }) => message)
  const hopeless = waiting.some((reason) => HOPELESS.test(reason))
  return {
    stands: true,
    available,
    hopeless,
    says: [...waiting, ...failing].join('; ').trim() || 'it is not ready yet',
  }
}

export async function agentLog(release: Release): Promise<string[]> {
  const args = ['logs', '-l', selectorOf(release), '--all-containers', '--tail=30']
  const text = await kubectl(release.cluster, args).catch(() => '')
  return text.split('\n').filter((line) => line !== '')
}

const selectorOf = ({ name }: Release) => `app.kubernetes.io/instance=${name},app.kubernetes.io/component=agent`
