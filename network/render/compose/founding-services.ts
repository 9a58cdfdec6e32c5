import { foundingCommand, foundingFolders, publicChain, publicChainCommand, rehearsalVolumes } from './commands.ts'
import { giveVolumes, volumesGiven } from './give-volumes.ts'
import { httpHealthCommand } from './http-health.ts'
import type { PlannedMember } from './plan.ts'
import { imageUser, type Service, userText } from './service.ts'

/** This checkout's own image. */
export const built = { image: 'quorate-rehearsal', build: '.' } as const

/** What runs once, and the chain that stands in for the public one. */
export function foundingServices(plan: readonly PlannedMember[]): Record<string, Service> {
  return {
    volumes: { ...built, ...giveVolumes(persistentVolumes(plan), imageUser) },
    founding: foundingService(plan),
    [publicChain.name]: publicChainService(),
  }
}

function foundingService(plan: readonly PlannedMember[]): Service {
  return {
    ...built,
    user: userText(imageUser),
    command: foundingCommand(),
    depends_on: volumesGiven,
    network_mode: 'none',
    volumes: [
      `rehearsal:${foundingFolders.rehearsal}`,
      ...handedOver(plan).map((name) => `${name}:${rehearsalVolumes.root}/${name}`),
    ],
    configs: [{ source: 'description', target: foundingFolders.spec }],
    tmpfs: ['/tmp'],
  }
}

/** No consensus and nothing kept: a stand-in, on which checkpoints can be anchored. */
function publicChainService(): Service {
  const { port } = publicChain
  const body = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}'
  return {
    ...built,
    user: userText(imageUser),
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

/** Volumes that the founding fills. */
function handedOver(plan: readonly PlannedMember[]): string[] {
  const { member: home, secret, node: files, monitoring } = rehearsalVolumes
  const own = plan.flatMap(({ member, nodes }) => [
    home(member),
    secret(member),
    ...nodes.map(({ node }) => files(node)),
  ])
  return [...own, monitoring]
}

/** Those on disk. Keys and flags are in memory. */
export function persistentVolumes(plan: readonly PlannedMember[]): string[] {
  const data = plan.flatMap(({ nodes }) => nodes.map(({ node }) => `${node}-data`))
  return ['rehearsal', ...handedOver(plan), ...data]
}

/** Those in memory, each shared by one node and its member's agent. */
export function memoryVolumes(plan: readonly PlannedMember[]): string[] {
  return plan.flatMap(({ nodes }) => nodes.flatMap(({ node }) => [`${node}-key`, `${node}-flags`]))
}
