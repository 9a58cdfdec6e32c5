import type { NodeManifest } from '../../besu/node-manifest.ts'
import { containerPlaces as at } from '../entry-script.ts'
import { besuEnvironment, nodeEntrypoint, nodeHealthCommand } from '../node-command.ts'
import { type Service, type User, userText } from './service.ts'

export interface NodeSettings extends Pick<NodeManifest, 'node' | 'ports' | 'health' | 'hsm'> {
  readonly user: User
  readonly image: string
  readonly resources: Pick<NodeManifest['resources'], 'memoryMiB' | 'cpus'>
  /** What leads to its files: a volume, or a folder beside the compose file. */
  readonly files: string
  readonly networks: NonNullable<Service['networks']>
  readonly published: readonly string[]
}

/** Where JSON-RPC and metrics listen in a container: in the member's own network alone, by this name there. */
export const privateName = (node: string): string => `${node}.private`

/** Of Compose: where a node's token is opened by a PIN, instead of a key that the agent hands over. */
export const pinSecret = (node: string): string => `${node}-pin`

/** Where a node's container has its key, or the PIN of its token. */
export function keyPlace({ node, hsm }: Pick<NodeManifest, 'node' | 'hsm'>): string {
  return hsm === undefined ? at.key : `/run/secrets/${pinSecret(node)}`
}

/**
 * A node, the same as the target docker makes, but for the key: it is in a tmpfs that agent and node share, so that the
 * agent hands it over, and it is gone when both are.
 */
export function nodeService(settings: NodeSettings): Service {
  const { user, node, ports, health, resources, hsm, image, networks, published } = settings
  const { memoryMiB, cpus } = resources
  const asked = { address: privateName(node), port: ports.rpc, headAgeSeconds: health.headAgeSeconds }
  return {
    image,
    user: userText(user),
    entrypoint: nodeEntrypoint(health.stopSeconds, keyPlace(settings)),
    environment: besuEnvironment(settings),
    networks,
    ports: published,
    volumes: [
      `${node}-data:${at.volume}`,
      `${settings.files}:${at.files}:ro`,
      ...(hsm === undefined ? [`${node}-key:${at.keys}:ro`] : []),
      `${node}-flags:${at.flags}:ro`,
      ...(hsm?.plugins === undefined ? [] : [`${hsm.plugins}:${at.plugins}:ro`]),
    ],
    ...(hsm === undefined ? {} : { secrets: [pinSecret(node)] }),
    // Libraries that Besu unpacks there are mapped as code.
    tmpfs: ['/tmp:rw,exec,nosuid,nodev,size=256m,mode=1777'],
    healthcheck: {
      test: ['CMD', ...nodeHealthCommand(asked)],
      ...{ interval: '10s', timeout: '5s', retries: 3, start_period: '120s' },
    },
    restart: 'unless-stopped',
    stop_grace_period: `${health.stopSeconds + 15}s`,
    // As much swap as memory is no swap at all: what is in memory, the key too, reaches no disk.
    ...{ mem_limit: `${memoryMiB}m`, memswap_limit: `${memoryMiB}m`, cpus, pids_limit: 4096 },
  }
}
