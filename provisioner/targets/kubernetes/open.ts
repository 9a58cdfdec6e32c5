import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type KubernetesOptions,
  kubernetesOptionsSchema,
} from '../../../network/consortium/member-options/kubernetes-options.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { namespaceOf } from '../../../network/render/helm/places.ts'
import type { HomeFiles, HostedAgent } from '../hosted-agent.ts'
import type { Target } from '../target.ts'
import type { Cluster } from './cluster.ts'
import { inContext } from './cluster-site.ts'
import { sharedForwards } from './forwards.ts'
import { kubernetesAgent } from './hosted-agent.ts'
import { kubernetesTarget } from './kubernetes-target.ts'
import type { Owner } from './namespace.ts'

export interface ClusterOpening {
  readonly owner: Owner
  /** As member.yaml has them; the defaults where undefined. */
  readonly options: KubernetesOptions | undefined
  readonly variables: Cluster['variables']
}

/** The current context is that of now: another that is chosen meanwhile leads no call elsewhere. */
export async function openKubernetes(opening: ClusterOpening): Promise<Target> {
  const { owner } = opening
  const { context: _, namespace: __, agent: ___, ...chartOptions } = optionsOf(opening)
  const cluster = await inContext(clusterOf(opening))
  const ways = sharedForwards(cluster)
  return kubernetesTarget({ owner, cluster, chart: chartFolder(), options: chartOptions, forwards: ways })
}

export async function openKubernetesAgent(
  opening: ClusterOpening,
  files: () => Promise<HomeFiles>,
): Promise<HostedAgent> {
  const { owner } = opening
  const { agent } = optionsOf(opening)
  return kubernetesAgent({ owner, cluster: await inContext(clusterOf(opening)), chart: chartFolder(), agent, files })
}

/** helm and kubectl as they stand on the PATH, with this environment: clouds log in by it. */
export function clusterOf(opening: ClusterOpening): Cluster {
  const { context, namespace } = optionsOf(opening)
  const { owner, variables } = opening
  return { helm: 'helm', kubectl: 'kubectl', context, namespace: namespace ?? namespaceOf(owner), variables }
}

const optionsOf = ({ options }: ClusterOpening) => options ?? kubernetesOptionsSchema.parse({})

/** As far up from here in the source tree as from `dist/` in the package. */
function chartFolder(): string {
  const folder = fileURLToPath(new URL('../../../charts/quorate-member', import.meta.url))
  if (existsSync(folder)) return folder
  throw new QuorateError('FILE_UNREADABLE', 'The chart is not where the package has it.', {
    facts: { looked: folder },
    remedy: 'Install quorate again.',
  })
}
