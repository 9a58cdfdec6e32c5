import { dump } from 'js-yaml'
import type { NodeManifest } from '../../besu/node-manifest.ts'
import { nodeFiles } from '../node-files.ts'
import { agentNodes } from './agent-nodes.ts'
import { agentService } from './agent-service.ts'
import { giveVolumes, volumesGiven } from './give-volumes.ts'
import { keyPlace, nodeService, pinSecret, privateName } from './node-service.ts'
import { hardened, memoryVolume, type Service, type User } from './service.ts'

/** Name of the compose file among what is rendered. */
const COMPOSE = 'compose.yaml'
const HOME = '/member/home'
const LIST = '/member/nodes.json'
/** Beside the compose file. */
const filesOf = (node: string) => `./files/${node}`
/** Compose asks for it and stops where it is not set. */
const variable = (name: string, says: string) => `\${${name}:?${says}}`
/** Compose reads a variable where a path has a single one. */
const literal = (path: string) => path.replaceAll('$', '$$$$')
const IMAGE = variable('QUORATE_IMAGE', 'the image of quorate, by digest')
const USER: User = {
  uid: variable('QUORATE_UID', 'user of the containers'),
  gid: variable('QUORATE_GID', 'group of the containers'),
}

export interface ComposeChoices {
  /** As in member.yaml: nodes reach one another in a network that several members share. */
  readonly sharedSubnet?: string | undefined
  /** By node: the operator's file with the PIN of its token. */
  readonly pins?: Readonly<Record<string, string>>
}

/**
 * What one member needs to run its nodes and its agent by Docker Compose: text of each file by its path. Nothing in it is
 * secret: home, passphrase and images are the operator's to name.
 * @param nodes of one member, at least one.
 */
export function memberCompose(
  nodes: readonly NodeManifest[],
  { sharedSubnet, pins = {} }: ComposeChoices = {},
): ReadonlyMap<string, string> {
  const files = nodes.flatMap((node) =>
    [...nodeFiles(node, privateName(node.node), keyPlace(node))].map(
      ([path, text]) => [`files/${node.node}/${path}`, text] as const,
    ),
  )
  const list = `${JSON.stringify(agentNodes(nodes), null, 2)}\n`
  return new Map([[COMPOSE, composeText(nodes, { sharedSubnet, pins })], ['nodes.json', list], ...files])
}

const title = (member: string, network: string) => `# Nodes and agent of ${member} in ${network}.
# Rendered by \`quorate render\`: render again into another folder when lock, options or endpoints change.
# Of an earlier rendering under another project name: \`docker compose -p THAT-NAME down\` first, or two copies of a node seal with one key.
# Set before \`docker compose up\`:
#   QUORATE_UID, QUORATE_GID the operator's own user (id -u, id -g), whose home, \`files\`, passphrase and PINs are. Of nobody else's login:
#                            who has that user on this machine can read the keys
#   QUORATE_IMAGE            image of quorate, by digest, or one built from its Dockerfile
#   QUORATE_HOME             the member's home, absolute
#   QUORATE_PASSPHRASE_FILE  a file with the passphrase of its keystores; on a disk it is as safe as the disk
`

/** As the target docker names its parts: two networks of one member on one engine have nothing in common. */
function projectOf([first]: readonly NodeManifest[]): string {
  return first === undefined ? 'quorate' : `quorate-${first.network.networkId.slice(2, 14)}-${first.member}`
}

function composeText(nodes: readonly NodeManifest[], { sharedSubnet, pins }: Required<ComposeChoices>): string {
  const [first] = nodes
  const { member = '', network } = first ?? {}
  const own = nodes.map((node) => [node.node, ownNode(node, sharedSubnet)] as const)
  const volumes = {
    image: IMAGE,
    ...giveVolumes(
      nodes.map(({ node }) => `${node}-data`),
      USER,
    ),
  }
  const services: readonly (readonly [string, Service])[] = [['volumes', volumes], ...own, ['agent', ownAgent(nodes)]]
  const document = {
    name: projectOf(nodes),
    services: Object.fromEntries(services.map(([name, service]) => [name, { ...service, ...hardened }])),
    networks: {
      own: {},
      ...(sharedSubnet === undefined
        ? {}
        : { shared: { internal: true, ipam: { config: [{ subnet: sharedSubnet }] } } }),
    },
    volumes: Object.fromEntries(
      nodes.flatMap(({ node, hsm }) => [
        [`${node}-data`, {}],
        ...(hsm === undefined ? [[`${node}-key`, memoryVolume(USER)]] : []),
        [`${node}-flags`, memoryVolume(USER)],
      ]),
    ),
    secrets: {
      passphrase: { file: variable('QUORATE_PASSPHRASE_FILE', 'the file with the passphrase') },
      ...Object.fromEntries(
        nodes.flatMap(({ node, hsm }) =>
          hsm === undefined ? [] : [[pinSecret(node), { file: literal(pins[node] ?? '') }]],
        ),
      ),
    },
  }
  return title(member, network?.name ?? '') + dump(document, { lineWidth: 120, noRefs: true, quoteStyle: 'double' })
}

function ownNode(manifest: NodeManifest, sharedSubnet: string | undefined): Service {
  const { node, ports, besu, advertised } = manifest
  const asked = variable('QUORATE_BESU_IMAGE', `the image of Besu, by digest: ${besu.image}@sha256:...`)
  const p2p = sharedSubnet === undefined ? [`${ports.p2p}:${ports.p2p}`] : []
  const service = nodeService({
    ...manifest,
    user: USER,
    image: besu.digest === null ? asked : `${besu.image}@${besu.digest}`,
    files: filesOf(node),
    networks: {
      own: { aliases: [privateName(node)] },
      ...(sharedSubnet === undefined ? {} : { shared: { ipv4_address: advertised.host } }),
    },
    published: [...p2p, `127.0.0.1:${ports.rpc}:${ports.rpc}`, `127.0.0.1:${ports.metrics}:${ports.metrics}`],
  })
  return { ...service, depends_on: volumesGiven }
}

function ownAgent(nodes: readonly NodeManifest[]): Service {
  const passphrase = '/run/secrets/passphrase'
  const agent = agentService({
    user: USER,
    nodes,
    files: filesOf,
    home: HOME,
    passphrase,
    list: LIST,
  })
  return {
    image: IMAGE,
    ...agent,
    networks: { own: {} },
    secrets: ['passphrase'],
    volumes: [
      `${variable('QUORATE_HOME', "the member's home")}:${HOME}`,
      `./nodes.json:${LIST}:ro`,
      ...(agent.volumes ?? []),
    ],
  }
}
