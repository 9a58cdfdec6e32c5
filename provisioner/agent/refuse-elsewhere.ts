import { QuorateError } from '../../network/quorate-error.ts'
import type { Location } from '../chain/location.ts'
import type { Environment } from '../environment.ts'
import { keptOptions } from '../home/kept-options.ts'

/**
 * Refuses what one home of a member alone may do, where that is the agent's home in the cluster: what a member has signed
 * is known to the home that signed it, and to no copy.
 * @throws QuorateError AGENT_ELSEWHERE
 */
export async function refuseElsewhere(
  location: Pick<Location, 'target'>,
  home: string,
  env: Pick<Environment, 'variables'>,
): Promise<void> {
  if (!(await worksElsewhere(location, home, env))) return
  throw new QuorateError('AGENT_ELSEWHERE', 'This member’s agent works in the cluster, and signs for it there alone.', {
    facts: { home },
    remedy:
      'Leave it to that agent (kubectl logs deployment/MEMBER-agent): what it is to make its nodes from, another release too, goes into member.yaml, and quorate apply hands it over. Or take `agent` out of member.yaml and apply.',
  })
}

/** Whether this member's agent works in the cluster, and this home is not its. */
export async function worksElsewhere(
  { target }: Pick<Location, 'target'>,
  home: string,
  { variables }: Pick<Environment, 'variables'>,
): Promise<boolean> {
  if (target !== 'kubernetes' || variables['QUORATE_AGENT_NODES'] !== undefined) return false
  return (await keptOptions(home))?.kubernetes.agent !== undefined
}
