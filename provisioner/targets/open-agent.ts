import type { MemberOptions } from '../../network/consortium/member-options/member-options.ts'
import { keptOptions } from '../home/kept-options.ts'
import type { HomeFiles, HostedAgent } from './hosted-agent.ts'
import type { Opening } from './open-target.ts'

/** A member's agent where its target runs it beside the nodes; undefined where `quorate agent` is a process of its own. */
export async function openHostedAgent(
  kind: MemberOptions['target'],
  { home, member, network, networkId, options, env }: Opening,
  files: () => Promise<HomeFiles>,
): Promise<HostedAgent | undefined> {
  if (kind !== 'kubernetes') return undefined
  const { openKubernetesAgent } = await import('./kubernetes/open.ts')
  const chosen = (options ?? (await keptOptions(home)))?.kubernetes
  return await openKubernetesAgent(
    { owner: { network, networkId, member }, options: chosen, variables: env.variables },
    files,
  )
}
