import { createHash } from 'node:crypto'
import type { ContainerCreateOptions } from 'dockerode'
import { manifestDigest } from '../../../network/besu/manifest.ts'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { canonicalJson } from '../../../network/canonical.ts'
import { containerPlaces as at } from '../../../network/render/entry-script.ts'
import { besuEnvironment, nodeEntrypoint, nodeHealthCommand } from '../../../network/render/node-command.ts'
import type { Engine } from './engine.ts'
import type { KeyFolders, User } from './key-place.ts'
import type { Wanted } from './own-parts.ts'
import { containerName, LABEL, networkName, type Owner, ownerLabels, volumeName } from './names.ts'

const MIB = 1024 * 1024
const SECOND = 1_000_000_000

export interface ContainerPlan {
  readonly owner: Owner
  readonly manifest: NodeManifest
  /** Id of the image in the engine. */
  readonly image: string
  readonly user: User
  /** Folder of this machine with the node's files. */
  readonly files: string
  readonly folders: KeyFolders
  /** Address of this machine on which other members reach the node. */
  readonly p2pAddress: string
  /** Where there is one, other members reach the node in it, and nowhere else. */
  readonly sharedSubnet: string | undefined
  readonly engine: Pick<Engine, 'cpus' | 'remapsUsers'>
}

/** What a node's container is created from. The same plan gives the same options, and their digest is one of the labels. */
export function containerOptions(plan: ContainerPlan): Wanted {
  const { owner, manifest, user, image } = plan
  const { p2p, rpc, metrics } = manifest.ports
  const options: ContainerCreateOptions = {
    name: containerName(owner, manifest.node),
    Hostname: manifest.node,
    Image: image,
    User: `${user.uid}:${user.gid}`,
    WorkingDir: '/',
    Entrypoint: nodeEntrypoint(manifest.health.stopSeconds),
    Env: Object.entries(besuEnvironment(manifest)).map(([name, value]) => `${name}=${value}`),
    ExposedPorts: { [`${p2p}/tcp`]: {}, [`${rpc}/tcp`]: {}, [`${metrics}/tcp`]: {} },
    StopSignal: 'SIGTERM',
    StopTimeout: manifest.health.stopSeconds,
    Healthcheck: healthcheck(plan),
    ...privateName(plan),
    HostConfig: { ...limits(plan), ...isolation(plan), PortBindings: ports(plan) },
  }
  const labels = {
    ...ownerLabels(owner),
    [LABEL.node]: manifest.node,
    [LABEL.manifest]: manifestDigest(manifest),
    [LABEL.rpc]: String(rpc),
  }
  const digest = createHash('sha256').update(canonicalJson({ options, labels })).digest('hex')
  return { ...options, Labels: { ...labels, [LABEL.container]: digest } }
}

/**
 * Where JSON-RPC and metrics listen in the container: in the member's own network alone, also where the container is in
 * another besides. Its address there is not known before it runs, but its name is.
 */
export function listenName({ sharedSubnet, manifest }: Pick<ContainerPlan, 'sharedSubnet' | 'manifest'>): string {
  return sharedSubnet === undefined ? '0.0.0.0' : `${manifest.node}.private`
}

function healthAddress(plan: ContainerPlan): string {
  return plan.sharedSubnet === undefined ? '127.0.0.1' : listenName(plan)
}

function privateName(plan: ContainerPlan) {
  if (plan.sharedSubnet === undefined) return {}
  return { NetworkingConfig: { EndpointsConfig: { [networkName(plan.owner)]: { Aliases: [listenName(plan)] } } } }
}

/** For people and dashboards: the engine itself restarts what ends, and leaves alone what stands still. */
function healthcheck(plan: ContainerPlan) {
  const { ports, health } = plan.manifest
  return {
    Test: [
      'CMD',
      ...nodeHealthCommand({ address: healthAddress(plan), port: ports.rpc, headAgeSeconds: health.headAgeSeconds }),
    ],
    Interval: 10 * SECOND,
    Timeout: 5 * SECOND,
    StartPeriod: 60 * SECOND,
    Retries: 3,
  }
}

/** As much swap as memory is no swap at all: what is in memory, the key too, reaches no disk. */
function limits({ manifest, engine }: ContainerPlan) {
  const { memoryMiB, cpus } = manifest.resources
  return {
    Memory: memoryMiB * MIB,
    MemorySwap: memoryMiB * MIB,
    NanoCpus: Math.min(cpus, engine.cpus) * 1_000_000_000,
    PidsLimit: 4096,
    LogConfig: { Type: 'json-file', Config: { 'max-size': '20m', 'max-file': '5' } },
  }
}

function isolation({ owner, manifest, files, folders, engine }: ContainerPlan) {
  const bound = (Source: string, Target: string) => ({ Type: 'bind' as const, Source, Target, ReadOnly: true })
  const volume = { Type: 'volume' as const, Source: volumeName(owner, manifest.node), Target: at.volume }
  return {
    NetworkMode: networkName(owner),
    RestartPolicy: { Name: 'unless-stopped' },
    Privileged: false,
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    // Libraries that Besu unpacks there are mapped as code.
    Tmpfs: { '/tmp': 'rw,exec,nosuid,nodev,size=256m,mode=1777' },
    Mounts: [
      ...[volume, bound(files, at.files), bound(folders.keys, at.keys), bound(folders.flags, at.flags)],
      ...(manifest.hsm?.plugins === undefined ? [] : [bound(manifest.hsm.plugins, at.plugins)]),
    ],
    ...(engine.remapsUsers ? { UsernsMode: 'host' } : {}),
  }
}

/** Discovery is off, so that other members need no UDP. */
function ports({ manifest, p2pAddress, sharedSubnet }: ContainerPlan) {
  const { p2p, rpc, metrics } = manifest.ports
  const at = (HostIp: string, port: number) => [{ HostIp, HostPort: String(port) }]
  return {
    ...(sharedSubnet === undefined ? { [`${p2p}/tcp`]: at(p2pAddress, p2p) } : {}),
    [`${rpc}/tcp`]: at('127.0.0.1', rpc),
    [`${metrics}/tcp`]: at('127.0.0.1', metrics),
  }
}
