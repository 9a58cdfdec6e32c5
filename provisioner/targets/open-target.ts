import type { MemberOptions } from '../../network/consortium/member-options/member-options.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { keptOptions } from '../home/kept-options.ts'
import type { Target } from './target.ts'

export interface Opening {
  /** The member's home, absolute: its nodes have their folders there. */
  readonly home: string
  readonly member: string
  /** The consortium's name. */
  readonly network: string
  readonly networkId: Hex
  /** How its operator runs them, where that is not what the home keeps. */
  readonly options?: Pick<MemberOptions, 'docker' | 'kubernetes'> | undefined
  readonly env: Environment
}

/**
 * The target that a member's options name; loaded only when it is asked for.
 * @throws QuorateError TARGET_WITHOUT_NODES on the embedded target.
 */
export async function openTarget(
  kind: MemberOptions['target'],
  { home, member, network, networkId, options, env }: Opening,
): Promise<Target> {
  switch (kind) {
    case 'process': {
      const { processTarget } = await import('./process/process-target.ts')
      return processTarget({ dir: home, besu: {}, env })
    }
    case 'docker': {
      const { dockerTarget } = await import('./docker/docker-target.ts')
      const { elapsed, variables } = env
      const chosen = (options ?? (await keptOptions(home)))?.docker
      const place = { host: variables['DOCKER_HOST'], dir: home, member, networkId, ...chosen }
      return dockerTarget({ ...place, elapsed: () => elapsed() })
    }
    case 'kubernetes': {
      const { openKubernetes } = await import('./kubernetes/open.ts')
      const chosen = (options ?? (await keptOptions(home)))?.kubernetes
      const owner = { network, networkId, member }
      return await openKubernetes({ owner, options: chosen, variables: env.variables })
    }
    default:
      throw new QuorateError('TARGET_WITHOUT_NODES', `The target ${kind} runs no node.`, {
        facts: { target: kind },
        remedy: 'Nodes are run by the targets process, docker and kubernetes.',
      })
  }
}
