import { containerPlaces as at } from '../entry-script.ts'
import { nodeEntrypoint, nodeHealthCommand } from '../node-command.ts'
import { agentCommand, agentFolders, agentPort, publicChain, rehearsalFolders } from './commands.ts'
import { httpHealthCommand } from './http-health.ts'
import { nodePorts, type PlannedMember, type PlannedNode } from './plan.ts'
import { built, type Service, USER } from './service.ts'

/** Longer than Besu takes to close its database. */
const STOP = 60

export interface NodeSettings {
  /** By digest, or a variable that the operator has to give. */
  readonly image: string
  readonly headAgeSeconds: number
}

/** One member's nodes and its agent. */
export function memberServices(planned: PlannedMember, settings: NodeSettings): Record<string, Service> {
  const nodes = planned.nodes.map((node) => [node.node, nodeService(planned, node, settings)] as const)
  return Object.fromEntries([...nodes, [`${planned.member}-agent`, agentService(planned)] as const])
}

/**
 * The same as the target docker makes, but for the key: it is in a tmpfs that agent and node share, so that the agent
 * hands it over, and it is gone when both are.
 */
function nodeService({ member }: PlannedMember, node: PlannedNode, { image, headAgeSeconds }: NodeSettings): Service {
  const health = { address: node.private, port: nodePorts.rpc, headAgeSeconds }
  return {
    image,
    user: USER,
    entrypoint: nodeEntrypoint(STOP),
    environment: { BESU_OPTS: '-Xmx384m', MALLOC_ARENA_MAX: '2' },
    depends_on: { founding: { condition: 'service_completed_successfully' } },
    networks: { consortium: { ipv4_address: node.p2p }, [member]: { ipv4_address: node.private } },
    ports: [`127.0.0.1:${node.hostPort}:${nodePorts.rpc}`],
    volumes: [
      `${node.node}-data:${at.volume}`,
      `${node.node}-files:${at.files}:ro`,
      `${node.node}-key:${at.keys}:ro`,
      `${node.node}-flags:${at.flags}:ro`,
    ],
    tmpfs: ['/tmp:rw,exec,nosuid,nodev,size=256m,mode=1777'],
    healthcheck: {
      test: ['CMD', ...nodeHealthCommand(health)],
      ...{ interval: '10s', timeout: '5s', retries: 3, start_period: '120s' },
    },
    restart: 'unless-stopped',
    stop_grace_period: `${STOP + 15}s`,
    ...{ mem_limit: '768m', cpus: 1, pids_limit: 4096 },
  }
}

function agentService(planned: PlannedMember): Service {
  const { member, nodes } = planned
  const { home, secret } = rehearsalFolders
  return {
    ...built,
    user: USER,
    command: agentCommand(planned),
    environment: { QUORATE_HOME: home(member), QUORATE_PASSPHRASE_FILE: `${secret(member)}/passphrase` },
    depends_on: {
      founding: { condition: 'service_completed_successfully' },
      [publicChain.name]: { condition: 'service_healthy' },
    },
    networks: { [member]: {}, public: {} },
    volumes: [
      `${member}-home:${home(member)}`,
      `${member}-secret:${secret(member)}:ro`,
      ...nodes.flatMap(({ node }) => [
        `${node}-key:${agentFolders.keys}/${node}`,
        `${node}-flags:${agentFolders.flags}/${node}`,
      ]),
    ],
    tmpfs: ['/tmp'],
    healthcheck: {
      test: ['CMD', ...httpHealthCommand(agentPort, { path: '/health' })],
      ...{ interval: '10s', timeout: '5s', retries: 3, start_period: '60s' },
    },
    restart: 'unless-stopped',
    ...{ mem_limit: '256m', cpus: 1, pids_limit: 512 },
  }
}
