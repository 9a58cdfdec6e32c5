import type { KubernetesOptions } from '../../consortium/member-options/kubernetes-options.ts'
import type { Hex } from '../../hex.ts'
import { type AgentValues, agentValuesSchema } from './agent-values.ts'

/** How a member's home stands in a Secret. */
export interface HomeSecret {
  readonly name: string
  /** Key in the Secret → path in the home. */
  readonly items: Readonly<Record<string, string>>
  readonly follow: Readonly<Record<string, string>>
  /** Of what an agent that runs would have to take over. */
  readonly digest: Hex
}

/** The chart's values for a member's agent, as its operator wants it. */
export function agentValuesOf(agent: NonNullable<KubernetesOptions['agent']>, secret: HomeSecret): AgentValues {
  const { image, replicas, passphraseSecret, port, memoryMiB, cpus, nodeSelector, home } = agent
  const { name, items, follow, digest } = secret
  return agentValuesSchema.parse({
    image,
    replicas,
    args: ['agent', '--host', '0.0.0.0', '--port', String(port)],
    home: { ...home, secret: name, items, follow, digest },
    passphraseSecret,
    port,
    healthPath: '/health',
    memoryMiB,
    cpus,
    ...(nodeSelector === undefined ? {} : { nodeSelector }),
  })
}
