import { sha256 } from '@noble/hashes/sha2.js'
import { type Card, nodeAddress } from '../ceremony/card.ts'
import type { Endpoints } from '../ceremony/endpoints.ts'
import type { Lock } from '../ceremony/lock.ts'
import { amendedGenesis, genesisText, headAgeSeconds } from '../amendments/amended-genesis.ts'
import type { Amendment } from '../amendments/amendment.ts'
import { amendmentProblems } from '../amendments/amendment-problems.ts'
import type { HsmOptions } from '../consortium/member-options/hsm-options.ts'
import type { MemberOptions } from '../consortium/member-options/member-options.ts'
import { toHex } from '../hex.ts'
import type { Problem } from '../problem.ts'
import { type PlacedNode, placedNodes } from './member-nodes.ts'
import type { HsmOfNode, NodeManifest } from './node-manifest.ts'
import { nodeOptions, PKCS11 } from './node-options.ts'
import { checkOptions } from './options.ts'
import { permissionsToml } from './permissions.ts'
import { portProblems } from './port-problems.ts'
import { type BesuChoice, releaseFor } from './release-for.ts'
import type { BesuRelease } from './releases.ts'

export interface ManifestInput {
  readonly lock: Lock
  readonly member: string
  /** Of every member's newest record, or of all their records. Signatures are judged elsewhere. */
  readonly endpoints: readonly Endpoints[]
  readonly options: Pick<MemberOptions, 'target' | 'rpc' | 'metricsPort' | 'resources'> & {
    readonly besu?: BesuChoice
    readonly hsm?: MemberOptions['hsm']
  }
  /** Own nodes whose keys an HSM keeps. */
  readonly tokens?: readonly string[]
  /** By node: text of its token's configuration. */
  readonly tokenConfigs?: Readonly<Record<string, string>>
  /** PEM of the P-256 key that the member's agent signs its tokens with. */
  readonly jwtPublicKey: string
  /** Who may send transactions into this member's pool: officers and agents. */
  readonly accounts: readonly string[]
  /** Whoever starts the containers names Besu's image, so that none has to be named here. */
  readonly imageElsewhere?: boolean
  /** Of the members as they are now; the founders' where not given. */
  readonly cards?: readonly Card[]
  /** What was decided since the founding; nothing where not given. */
  readonly amendments?: readonly Amendment[]
}

export type Manifests =
  | { readonly ok: true; readonly manifests: readonly NodeManifest[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** What one member has to run. Pure: the same input gives the same manifests, byte for byte. */
export function manifestsOf(input: ManifestInput): Manifests {
  const nodes = placedNodes(input.cards ?? input.lock.founding.cards, input.endpoints)
  const own = nodes.filter(({ member }) => member === input.member)
  const release = releaseFor(input.options, input.imageElsewhere === true)
  const { besu } = release
  const problems = [
    ...release.problems,
    ...absent(own, input.member),
    ...portProblems(own, nodes, input.options),
    ...(input.options.target === 'docker' ? beyondIpv4(own) : []),
    ...hsmProblems(own, input),
    ...(besu === undefined ? [] : amendmentProblems(input.amendments ?? [], besu.version)),
  ]
  if (problems.length > 0 || besu === undefined) return { ok: false, problems }
  const manifests = own.map((node, index) => manifestOf(input, { node, index, own, nodes }, besu))
  const wrong = manifests.flatMap(({ node, options, besu }) =>
    checkOptions(options, besu.version).map((problem) => ({ ...problem, path: `${node}.${problem.path}` })),
  )
  return wrong.length > 0 ? { ok: false, problems: wrong } : { ok: true, manifests }
}

function absent(own: readonly PlacedNode[], member: string): Problem[] {
  if (own.length === 0) {
    return [{ code: 'MEMBER_WITHOUT_CARD', path: member, found: 'no card of this member', expected: 'one' }]
  }
  return own
    .filter(({ place }) => place === undefined)
    .map(({ name }) => ({
      code: 'ENDPOINT_MISSING',
      path: name,
      found: `no endpoint record of ${member} with this node`,
      expected: `where others reach it: quorate endpoints --set ${name}=ADDRESS:PORT`,
      whose: member,
    }))
}

/** An engine's networks have IPv4 alone unless they are told otherwise, and through its proxy every peer has the engine's address. */
function beyondIpv4(own: readonly PlacedNode[]): Problem[] {
  return own.flatMap(({ name, member, place }) =>
    place?.host.includes(':') === true
      ? [
          {
            code: 'ADDRESS_NOT_IPV4',
            path: name,
            found: place.host,
            expected: 'an IPv4 address: containers are reached by no other',
            whose: member,
          },
        ]
      : [],
  )
}

/** Where a key is, and how Besu gets at it, have to be said of the same nodes. */
function hsmProblems(own: readonly PlacedNode[], { options, tokens }: ManifestInput): Problem[] {
  const told = Object.keys(options.hsm ?? {})
  const kept = own.flatMap(({ name }) => (tokens?.includes(name) ? [name] : []))
  const untold = kept.filter((node) => !told.includes(node))
  const strange = told.filter((node) => !kept.includes(node))
  return [
    ...untold.map((node) => ({
      ...{ code: 'HSM_ABSENT', path: `hsm.${node}`, found: 'nothing' },
      expected: 'module, config, alias and PIN: the key of this node is in an HSM',
    })),
    ...strange.map((node) => ({
      ...{ code: 'HSM_STRANGE', path: `hsm.${node}`, found: node },
      expected: `a node whose key an HSM keeps (init --hsm): ${kept.join(', ') || 'none'}`,
    })),
  ]
}

interface Position {
  readonly node: PlacedNode
  readonly index: number
  readonly own: readonly PlacedNode[]
  readonly nodes: readonly PlacedNode[]
}

function manifestOf(input: ManifestInput, { node, index, own, nodes }: Position, besu: BesuRelease): NodeManifest {
  const { founding } = input.lock
  const { options, member } = input
  const genesis = amendedGenesis(founding.genesis, input.amendments ?? [])
  const advertised = node.place ?? { host: '127.0.0.1', port: 30_303 }
  // Besu tells its peers the port that it listens on, and they look for that one on their lists: no other may stand here.
  const ports = { p2p: advertised.port, rpc: options.rpc.port + index, metrics: options.metricsPort + index }
  const hsm = options.hsm?.[node.name]
  const siblings = enodes(own.filter(({ name }) => name !== node.name))
  const lists = permissionsToml(enodes(nodes), input.accounts)
  const permissions = `permissions-${toHex(sha256(new TextEncoder().encode(enodes(own).join(' ')))).slice(2, 10)}.toml`
  return {
    format: 'quorate/node-manifest/1',
    network: { name: founding.consortium.name, chainId: founding.chainId, networkId: founding.networkId },
    member,
    node: node.name,
    duty: node.duty,
    address: nodeAddress(node.publicKey),
    publicKey: node.publicKey,
    besu,
    advertised,
    ports,
    options: nodeOptions({
      node: node.name,
      duty: node.duty,
      advertised,
      ports,
      permissions,
      loopback: options.target === 'process' && isLoopback(advertised.host),
      hsm,
    }),
    ...(hsm === undefined ? {} : { hsm: hsmOf(hsm) }),
    files: {
      ...(hsm === undefined ? {} : { [PKCS11]: input.tokenConfigs?.[node.name] ?? '' }),
      'genesis.json': genesisText(founding.genesis, input.amendments ?? []),
      'static-nodes.json': `${JSON.stringify(siblings, null, 2)}\n`,
      'jwt.pem': input.jwtPublicKey,
    },
    // Named by the member's own enodes: Besu does not start with static nodes that its lists lack, so a list from before
    // they moved must not be kept. What else changes meanwhile is the agent's to reconcile.
    seeds: { [permissions]: lists },
    resources: options.resources,
    health: { headAgeSeconds: headAgeSeconds(genesis), stopSeconds: 60 },
  }
}

function hsmOf({ module, plugins, pinSecret, environment }: HsmOptions): HsmOfNode {
  return {
    module,
    environment,
    ...(plugins === undefined ? {} : { plugins }),
    ...(pinSecret === undefined ? {} : { pinSecret }),
  }
}

function enodes(nodes: readonly PlacedNode[]): string[] {
  return nodes.flatMap(({ enode }) => enode ?? [])
}

function isLoopback(host: string): boolean {
  return /^127\./.test(host) || host === '::1'
}
