import { foundingCommand, publicChain, publicChainCommand, rehearsalFolders } from './commands.ts'
import { httpHealthCommand } from './http-health.ts'
import type { PlannedMember } from './plan.ts'
import { built, type Service, USER } from './service.ts'

/** What runs once, and the chain that stands in for the public one. */
export function foundingServices(plan: readonly PlannedMember[], spec: string): Record<string, Service> {
  return {
    volumes: volumesService(plan),
    founding: foundingService(plan, spec),
    [publicChain.name]: publicChainService(),
  }
}

/** A new volume belongs to root, and nothing else here is root: this gives each to the one user, and ends. */
function volumesService(plan: readonly PlannedMember[]): Service {
  const names = persistentVolumes(plan)
  return {
    ...built,
    user: '0:0',
    entrypoint: ['chown', USER],
    command: names.map((name) => `/volumes/${name}`),
    network_mode: 'none',
    volumes: names.map((name) => `${name}:/volumes/${name}`),
    cap_add: ['CHOWN'],
  }
}

function foundingService(plan: readonly PlannedMember[], spec: string): Service {
  const { root, home, secret, node } = rehearsalFolders
  return {
    ...built,
    user: USER,
    command: foundingCommand(spec),
    depends_on: { volumes: { condition: 'service_completed_successfully' } },
    network_mode: 'none',
    volumes: [
      `rehearsal:${root}`,
      ...plan.flatMap(({ member, nodes }) => [
        `${member}-home:${home(member)}`,
        `${member}-secret:${secret(member)}`,
        ...nodes.map(({ node: name }) => `${name}-files:${node(name)}`),
      ]),
    ],
    tmpfs: ['/tmp'],
  }
}

/** No consensus and nothing kept: a stand-in, on which checkpoints can be anchored. */
function publicChainService(): Service {
  const { port } = publicChain
  const body = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}'
  return {
    ...built,
    user: USER,
    command: publicChainCommand(),
    networks: { public: {} },
    ports: [`127.0.0.1:9000:${port}`],
    tmpfs: ['/tmp'],
    healthcheck: {
      test: ['CMD', ...httpHealthCommand(port, { path: '/', body })],
      ...{ interval: '5s', timeout: '5s', retries: 5, start_period: '30s' },
    },
    restart: 'unless-stopped',
    ...{ mem_limit: '512m', cpus: 1, pids_limit: 512 },
  }
}

/** Those on disk. Keys and flags are in memory. */
export function persistentVolumes(plan: readonly PlannedMember[]): string[] {
  const own = plan.flatMap(({ member, nodes }) => [
    `${member}-home`,
    `${member}-secret`,
    ...nodes.flatMap(({ node }) => [`${node}-data`, `${node}-files`]),
  ])
  return ['rehearsal', ...own]
}

/** Those in memory, each shared by one node and its member's agent. */
export function memoryVolumes(plan: readonly PlannedMember[]): string[] {
  return plan.flatMap(({ nodes }) => nodes.flatMap(({ node }) => [`${node}-key`, `${node}-flags`]))
}
