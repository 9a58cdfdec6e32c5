import { isDeepStrictEqual } from 'node:util'
import { manifestDigest } from '../../../network/besu/manifest.ts'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { type ChartOptions, helmValues, withNode, withoutNode } from '../../../network/render/helm/helm-values.ts'
import type { HelmValues } from '../../../network/render/helm/values.ts'
import { type Given, isStill, type ObservedNode, type Target } from '../target.ts'
import { acting } from './acting.ts'
import { type Awaited, logOf, podGone, podOutdated, podRuns } from './await-pod.ts'
import { type Call, type Cluster, kubectl } from './cluster.ts'
import { clusterSite } from './cluster-site.ts'
import { chartRefused, madeElsewhere, namespaceForeign } from './failures.ts'
import type { Forwards } from './forwards.ts'
import { ensureKeySecret, removeKeySecret } from './key-secret.ts'
import { claimNamespace, ensureNamespace, namespaceStands, type Owner } from './namespace.ts'
import { type NodeInCluster, nodesInCluster } from './pods.ts'
import { type Release, repair, type Standing, standingOf, uninstall, upgrade } from './release.ts'

export interface KubernetesTargetOptions {
  readonly owner: Owner
  readonly cluster: Cluster
  /** Folder or archive of the chart quorate-member. */
  readonly chart: string
  /** What the operator chose of the chart. */
  readonly options: Omit<ChartOptions, 'updateStrategy'>
  /** Ways to the nodes' RPC; without them none is reached from this machine. */
  readonly forwards?: Forwards
  /** How long a node may take to run, and to leave. */
  readonly seconds?: number
}

const DEFAULT_SECONDS = 600

/**
 * One member's nodes as one release of the chart in a namespace of its own. Each call restarts one node alone, whatever
 * changed, so that a member's validators never restart together: pods are replaced by this target and not by Kubernetes
 * (OnDelete). What a killed helm left is mended first.
 */
export function kubernetesTarget(options: KubernetesTargetOptions): Target {
  const { owner, cluster } = options
  const release: Release = { cluster, name: owner.member, chart: options.chart }
  const place: Place = { ...options, release, seconds: options.seconds ?? DEFAULT_SECONDS }
  return {
    kind: 'kubernetes',
    site: () => clusterSite(cluster),
    observe: (signal) => observe(place, signal),
    // The cluster fetches images itself, and a pod is replaced only when its node's turn has come.
    prepare: async () => undefined,
    ensure: (manifest, given) => ensure(place, manifest, given),
    stage: (manifest, given) => stage(place, manifest, given),
    lacks: (manifests) => lacks(place, manifests),
    restart: (manifest, given) => restart(place, manifest, given),
    remove: (node, keeping) => remove(place, node, keeping),
    erase: (node) => erase(place, node),
    metrics: (node) => metricsOf(place, node),
    logs: async (node, lines) =>
      (await namespaceStands(cluster, owner)) ? await logOf(cluster, podOf(place, node), lines) : [],
  }
}

type Place = KubernetesTargetOptions & { readonly release: Release; readonly seconds: number }

const podOf = ({ owner }: Place, node: string) => `${owner.member}-${node}-0`

function selectorOf({ owner: { network, member } }: Place, node?: string): string {
  const all = `quorate.network=${network},quorate.member=${member},app.kubernetes.io/component=node`
  return node === undefined ? all : `${all},quorate.node=${node}`
}

async function observe(place: Place, signal: AbortSignal | undefined): Promise<ObservedNode[]> {
  const call = signal === undefined ? {} : { signal }
  if (!(await namespaceStands(place.cluster, place.owner, call))) return []
  const nodes = await ownNodes(place, call)
  return await Promise.all(nodes.map((node) => observed(place, node)))
}

/** Two releases with the same node would have two validators with one key. @throws QuorateError RELEASE_FOREIGN */
async function ownNodes(
  place: Place,
  { node, ...call }: Call & { readonly node?: string } = {},
): Promise<NodeInCluster[]> {
  const nodes = await nodesInCluster(place.cluster, selectorOf(place, node), call)
  for (const { node, release } of nodes) {
    if (release !== place.release.name) throw madeElsewhere(node, { release, ours: place.release })
  }
  return nodes
}

async function observed(place: Place, { node, wanted, pod }: NodeInCluster): Promise<ObservedNode> {
  const digest = hexOr(pod?.manifest ?? wanted)
  if (pod === null || pod.since === null || pod.leaving)
    return { node, digest, state: 'stopped', rpc: null, since: null }
  const rpc = pod.rpcPort === null ? null : ((await place.forwards?.to(pod.name, pod.rpcPort)) ?? null)
  return { node, digest, state: 'running', rpc, since: pod.since }
}

async function metricsOf(place: Place, node: string): Promise<string | null> {
  const [found] = await ownNodes(place, { node })
  if (found?.pod == null || found.pod.metricsPort === null) return null
  const way = (await place.forwards?.to(found.pod.name, found.pod.metricsPort)) ?? null
  return way === null ? null : `${way}/metrics`
}

const hexOr = (text: string | null) => (text !== null && /^0x[0-9a-f]{64}$/.test(text) ? (text as `0x${string}`) : null)

async function ensure(place: Place, manifest: NodeManifest, given: Given): Promise<void> {
  const one = valuesFor(manifest, place.options)
  await ensureNamespace(place.cluster, place.owner, given.signal)
  await acting(place.cluster, given.signal, async (signal) => {
    if (await isStill(given)) await ensureAlone(place, { manifest, one, given: { ...given, signal } })
  })
}

/** The release has it, and the pod that runs stays until somebody deletes it. */
async function stage(place: Place, manifest: NodeManifest, given: Given): Promise<void> {
  const one = valuesFor(manifest, place.options)
  await acting(place.cluster, given.signal, (signal) => write(place, { manifest, one, given: { ...given, signal } }))
}

interface Wanted {
  readonly manifest: NodeManifest
  /** Values of a release that holds this node alone. */
  readonly one: HelmValues
  readonly given: Given
}

async function ensureAlone(place: Place, wanted: Wanted): Promise<void> {
  const { manifest, given } = wanted
  const awaited = awaitedOf(place, manifest.node, given.signal)
  const digest = manifestDigest(manifest)
  const written = await write(place, wanted)
  const [now] = await ownNodes(place, { node: manifest.node })
  if (written === 'as before' && now !== undefined && runs(now, digest)) return
  if (written === 'as before') await ensureKeySecret(place.cluster, manifest, given)
  if (await podOutdated(awaited)) await deletePod(place, manifest.node)
  given.progress(`${manifest.node}: waiting for its pod`)
  await podRuns(awaited, digest)
}

/** Gives the release its values, where it may lack any of them. What a killed helm left is mended first. */
async function write(place: Place, { manifest, one, given }: Wanted): Promise<'as before' | 'changed'> {
  const { cluster, owner, release } = place
  const [stands] = await ownNodes(place, { node: manifest.node })
  await ownStanding(place)
  const mended = await repair(release)
  if (mended !== 'nothing') given.progress(`${release.name}: a killed helm had left it half way; ${mended}`)
  const before = await ownStanding(place)
  const after = before === undefined ? one : withNode(before.values, one)
  if (lackOf({ before, after, stands, digest: manifestDigest(manifest) }) === undefined) return 'as before'
  await claimNamespace(cluster, owner)
  await ensureKeySecret(cluster, manifest, given)
  given.progress(
    `${manifest.node}: ${before === undefined ? 'making' : 'changing'} it in namespace ${cluster.namespace}`,
  )
  await upgrade(release, after, given.signal)
  return 'changed'
}

/** A network that was founded anew has the names of the one before, and other keys. @throws QuorateError NAMESPACE_FOREIGN */
async function ownStanding({ release, owner, cluster }: Place): Promise<Standing | undefined> {
  const standing = await standingOf(release)
  const id = standing?.values.network.networkId
  if (id === undefined || id === owner.networkId) return standing
  const found = `${owner.member} in another network of the name ${owner.network} (${id})`
  throw namespaceForeign(cluster.namespace, { found, expected: `quorate.network-id=${owner.networkId}` })
}

interface Compared {
  readonly before: Standing | undefined
  /** Values that it is to have. */
  readonly after: HelmValues
  readonly stands: NodeInCluster | undefined
  readonly digest: string
}

/** Why the release is to be given its values, though they may be the same; undefined where nothing would change. */
function lackOf({ before, after, stands, digest }: Compared): string | undefined {
  if (before === undefined || before.lack !== undefined) return before?.lack ?? 'its release is absent'
  if (!isDeepStrictEqual(before.values, after)) return 'its release is to be given other values'
  if (stands?.wanted == null) return 'its StatefulSet is absent'
  // Somebody changed it, and not through the release.
  return stands.wanted === digest ? undefined : 'its StatefulSet is of another manifest'
}

/** A release has values that no manifest has, and a pod its revision. */
async function lacks(place: Place, manifests: readonly NodeManifest[]): Promise<ReadonlyMap<string, string>> {
  if (!(await namespaceStands(place.cluster, place.owner))) return new Map()
  const [before, nodes] = await Promise.all([ownStanding(place), ownNodes(place)])
  const found = manifests.map((manifest): [string, string | undefined] => {
    const { node } = manifest
    const one = valuesFor(manifest, place.options)
    const stands = nodes.find((each) => each.node === node)
    const after = before === undefined ? one : withNode(before.values, one)
    const lack = lackOf({ before, after, stands, digest: manifestDigest(manifest) })
    if (lack !== undefined) return [node, lack]
    const old = stands?.pod != null && stands.revision !== null && stands.pod.revision !== stands.revision
    return [node, old ? 'its pod is of an earlier revision of the release' : undefined]
  })
  return new Map(found.flatMap(([node, why]) => (why === undefined ? [] : [[node, why] as const])))
}

const runs = ({ pod, revision }: NodeInCluster, digest: string) =>
  pod !== null &&
  pod.revision === revision &&
  pod.manifest === digest &&
  pod.since !== null &&
  pod.started &&
  !pod.leaving

async function restart(place: Place, manifest: NodeManifest, given: Given): Promise<void> {
  const awaited = awaitedOf(place, manifest.node, given.signal)
  const digest = manifestDigest(manifest)
  const [now] = (await namespaceStands(place.cluster, place.owner))
    ? await ownNodes(place, { node: manifest.node })
    : []
  if (now === undefined || now.wanted !== digest) return await ensure(place, manifest, given)
  await acting(place.cluster, given.signal, async (signal) => {
    if (!(await isStill(given))) return
    await ensureKeySecret(place.cluster, manifest, { ...given, signal })
    await deletePod(place, manifest.node)
    await podRuns({ ...awaited, signal }, digest)
  })
}

/** Gracefully, and gone when it returns. */
async function deletePod(place: Place, node: string): Promise<void> {
  await kubectl(place.cluster, [
    'delete',
    'pod',
    podOf(place, node),
    '--ignore-not-found',
    `--timeout=${place.seconds}s`,
  ])
}

async function remove(place: Place, node: string, keeping?: 'key'): Promise<void> {
  if (!(await namespaceStands(place.cluster, place.owner))) return
  await acting(place.cluster, new AbortController().signal, async (signal) => {
    await removeAlone(place, node, signal)
    if (keeping !== 'key') await removeKeySecret(place.cluster, node)
  })
}

async function removeAlone(place: Place, node: string, signal: AbortSignal): Promise<void> {
  const { release } = place
  await ownStanding(place)
  await repair(release)
  const before = await ownStanding(place)
  // A helm that failed may have left what the values name no more.
  const left = await ownNodes(place, { node })
  const stands = left.some(({ wanted }) => wanted !== null)
  if (before !== undefined && (stands || before.values.nodes.some(({ name }) => name === node))) {
    const after = withoutNode(before.values, node)
    await (after === undefined ? uninstall(release) : upgrade(release, after, signal))
  }
  await podGone(awaitedOf(place, node, signal))
}

async function erase(place: Place, node: string): Promise<void> {
  await remove(place, node)
  if (!(await namespaceStands(place.cluster, place.owner))) return
  const { network, member } = place.owner
  const claims = `quorate.network=${network},quorate.member=${member},quorate.node=${node}`
  await kubectl(place.cluster, ['delete', 'pvc', '-l', claims, `--timeout=${place.seconds}s`])
}

function awaitedOf(place: Place, node: string, signal = new AbortController().signal): Awaited {
  return { cluster: place.cluster, selector: selectorOf(place, node), node, signal, seconds: place.seconds }
}

function valuesFor(manifest: NodeManifest, options: ChartOptions): HelmValues {
  const rendering = helmValues([manifest], { ...options, updateStrategy: 'OnDelete' })
  if (rendering.ok) return rendering.values
  throw chartRefused(manifest.node, rendering.problems)
}
