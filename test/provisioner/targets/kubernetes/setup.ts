import { execFileSync, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Cluster } from '../../../../provisioner/targets/kubernetes/cluster.ts'
import {
  type KubernetesTargetOptions,
  kubernetesTarget,
} from '../../../../provisioner/targets/kubernetes/kubernetes-target.ts'
import { namespaceOf } from '../../../../network/render/helm/places.ts'
import { type ExampleNode, exampleLock, exampleNodes } from '../../../behaviours/example-manifests.ts'
import type { Target } from '../../../../provisioner/targets/target.ts'
import type { TargetSetup } from '../../../behaviours/target.ts'
import { newFolder } from '../../home/folders.ts'
import { type ControlPlane, controlPlane } from './control-plane.ts'
import { controlPlaneFolder, programs } from '../../../charts/programs.ts'
import { type StandInKubelet, standInKubelet } from './stand-in-kubelet.ts'

export const chart = fileURLToPath(new URL('../../../../charts/quorate-member', import.meta.url))
const standIn = fileURLToPath(new URL('../../../stand-ins/besu', import.meta.url))

/** A node of the example as Kubernetes takes it: an image by digest. The stand-in kubelet pulls none. */
export async function kubernetesNode(): Promise<ExampleNode> {
  const [first] = await exampleNodes(await exampleLock())
  if (first === undefined) throw new Error('the example has nodes')
  const besu = { ...first.manifest.besu, digest: `sha256:${'1'.repeat(64)}` }
  return { ...first, manifest: { ...first.manifest, besu } }
}

export interface KubernetesSetup extends TargetSetup {
  readonly cluster: Cluster
  readonly plane: ControlPlane
  readonly kubelet: StandInKubelet
  /** The same target, with other choices of the chart. */
  targetWith(options: KubernetesTargetOptions['options']): Target
}

/** A real API server and controllers with a stand-in kubelet, and a target in it. @param besu what runs as each node. */
export async function kubernetesSetup(besu: string = standIn): Promise<KubernetesSetup> {
  const folder = await newFolder()
  const { helm = '', kubectl = '' } = programs
  const plane = await controlPlane(controlPlaneFolder ?? '', kubectl)
  const kubelet = await standInKubelet(plane.api, besu)
  const { manifest, key } = await kubernetesNode()
  const owner = { network: manifest.network.name, networkId: manifest.network.networkId, member: manifest.member }
  const variables = { ...process.env, KUBECONFIG: plane.kubeconfig }
  const cluster = { helm, kubectl, context: undefined, namespace: namespaceOf(owner), variables }
  const options = { owner, cluster, chart, options: {} }
  const own = async (pod: string, port: number) => (pod === '' ? null : `http://127.0.0.1:${port}`)
  const targetWith = (chosen: KubernetesTargetOptions['options']) =>
    kubernetesTarget({ ...options, options: chosen, forwards: { to: own, close: () => {} } })
  const target = targetWith({})
  const claim = `data-${owner.member}-${manifest.node}-0`
  const mark = async () => join((await kubelet.folderOf(cluster.namespace, claim)) ?? '/nowhere', 'mark')
  return {
    target,
    targetWith,
    manifest,
    key,
    cluster,
    plane,
    kubelet,
    mark: async () => writeFileSync(await mark(), 'kept'),
    marked: async () => existsSync(await mark()),
    instances: async () =>
      objects(cluster, 'pods').flatMap(({ metadata, status }) => {
        const { containerStatuses = [] } = status as {
          containerStatuses?: { state: { running: { startedAt: string } } }[]
        }
        return containerStatuses.map(({ state }) => `${metadata.uid} ${state.running.startedAt}`)
      }),
    keysLeft: async () => keysLeft(cluster, key),
    elsewhere: (wanted) => elsewhere(folder, [options, wanted, key], cluster),
    end: async () => {
      await kubelet.end()
      await plane.end()
    },
  }
}

interface KubeObject {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly uid: string }
  readonly type?: string
  readonly data?: Readonly<Record<string, string>>
  readonly status?: unknown
}

export function objects({ kubectl, namespace, variables }: Cluster, kinds: string): KubeObject[] {
  const args = ['--namespace', namespace, 'get', kinds, '-o', 'json', '--show-managed-fields']
  const text = execFileSync(kubectl, args, { env: variables as NodeJS.ProcessEnv, maxBuffer: 1 << 28 }).toString()
  return (JSON.parse(text) as { items: KubeObject[] }).items
}

/** Every object but the node's own Secret that holds the key, as hex or in Base64; releases of helm unpacked. */
function keysLeft(cluster: Cluster, key: string): string[] {
  const kinds = 'secrets,configmaps,statefulsets,pods,services,events,controllerrevisions,pvc,leases'
  const forms = [key.slice(2), Buffer.from(key).toString('base64'), Buffer.from(key.slice(2)).toString('base64')]
  const running = objects(cluster, 'statefulsets').length > 0
  return objects(cluster, kinds).flatMap((object) => {
    const { kind, metadata, type, data } = object
    if (running && kind === 'Secret' && metadata.name.endsWith('-key')) return []
    const text = type === 'helm.sh/release.v1' ? unpacked(data?.release ?? '') : JSON.stringify(object)
    return forms.some((form) => text.includes(form)) ? [`${kind} ${metadata.name}`] : []
  })
}

/** A release is Base64 of Base64 of gzip. */
function unpacked(release: string): string {
  return gunzipSync(Buffer.from(Buffer.from(release, 'base64').toString(), 'base64')).toString()
}

function elsewhere(folder: string, parts: readonly unknown[], { variables }: Cluster) {
  const fixture = fileURLToPath(new URL('./fixtures/ensure.ts', import.meta.url))
  const files = parts.map((part, index) => {
    const file = join(folder, `${index}.json`)
    writeFileSync(file, JSON.stringify(part))
    return file
  })
  return spawn(process.execPath, ['--no-warnings', fixture, ...files], {
    env: variables as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
