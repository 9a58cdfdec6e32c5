import type { NodeManifest } from '../../besu/node-manifest.ts'
import { agentFolders } from './agent-nodes.ts'
import { httpHealthCommand } from './http-health.ts'
import { type Service, type User, userText } from './service.ts'

export interface AgentSettings {
  readonly user: User
  readonly nodes: readonly Pick<NodeManifest, 'node' | 'hsm'>[]
  /** What leads to a node's files: a volume, or a folder beside the compose file. */
  readonly files: (node: string) => string
  /** Where the member's home, its passphrase and the list of its nodes are in the container. */
  readonly home: string
  readonly passphrase: string
  readonly list: string
}

/** Of metrics and health. */
export const agentPort = 9700

/** A member's agent: hands its nodes their keys, and keeps them and their files as decided on chain. It never sees the engine. */
export function agentService({ user, nodes, files, home, passphrase, list }: AgentSettings): Service {
  return {
    user: userText(user),
    command: ['agent', '--host', '0.0.0.0', '--port', String(agentPort)],
    environment: { QUORATE_HOME: home, QUORATE_PASSPHRASE_FILE: passphrase, QUORATE_AGENT_NODES: list },
    volumes: nodes.flatMap(({ node, hsm }) => [
      ...(hsm === undefined ? [`${node}-key:${agentFolders.key(node)}`] : []),
      `${node}-flags:${agentFolders.flags(node)}`,
      `${files(node)}:${agentFolders.files(node)}`,
    ]),
    tmpfs: ['/tmp'],
    healthcheck: {
      test: ['CMD', ...httpHealthCommand(agentPort, { path: '/health' })],
      ...{ interval: '10s', timeout: '5s', retries: 3, start_period: '60s' },
    },
    restart: 'unless-stopped',
    ...{ mem_limit: '256m', memswap_limit: '256m', cpus: 1, pids_limit: 512 },
  }
}
