import { gunzipSync } from 'node:zlib'
import { KEY_IN_SECRET } from '../../network/render/helm/places.ts'
import type { Place } from '../e2e/secrets.ts'

/** What a member's namespace tells to whoever may ask for it. */
export interface ToldByCluster {
  /** Every object, of Secrets all but their data; a name begins with the object's kind. */
  readonly objects: readonly Place[]
  /** What Helm keeps of each revision of the release: values, manifests, the chart. */
  readonly releases: readonly Place[]
  /** What other Secrets hold that is no secret by itself: a home, with its keys encrypted. */
  readonly homes: readonly Place[]
  readonly logs: readonly Place[]
  /** Arguments and environment of all that runs in a container. */
  readonly processes: readonly Place[]
  /** The agent's own home, in its volume: journal, logs, options. */
  readonly volumes: readonly Place[]
  /** What the Secrets hold that are there for it: keys of nodes, and the passphrase. */
  readonly kept: readonly Place[]
}

interface Listed {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> }
}

interface Secret extends Listed {
  readonly type: string
  readonly data?: Readonly<Record<string, string>>
}

interface Pod extends Listed {
  readonly spec: { readonly containers: readonly { readonly name: string }[] }
  readonly status: { readonly phase: string }
}

/** @param kubectl runs it in the namespace. */
export function toldByCluster(kubectl: (...typed: string[]) => Buffer): ToldByCluster {
  const list = <T>(kinds: string): T[] =>
    JSON.parse(kubectl('get', kinds, '-o', 'json', '--show-managed-fields').toString()).items
  const kinds = kubectl('api-resources', '--verbs=list', '--namespaced=true', '-o', 'name')
    .toString()
    .trim()
    .split('\n')
  const secrets = list<Secret>('secrets')
  const [releases, others] = parted(secrets, ({ type }) => type === 'helm.sh/release.v1')
  const [kept, homes] = parted(others, ({ data = {} }) => KEY_IN_SECRET in data || 'passphrase' in data)
  const pods = list<Pod>('pods')
  const running = pods.filter(({ status }) => status.phase === 'Running')
  const objects = list<Listed>(kinds.filter((kind) => kind !== 'secrets').join(','))
  return {
    objects: [...objects, ...secrets.map(({ data = {}, ...secret }) => ({ ...secret, data: Object.keys(data) }))].map(
      (object) => ({ name: nameOf(object), bytes: Buffer.from(JSON.stringify(object)) }),
    ),
    releases: releases.flatMap(heldBy).map(({ name, bytes }) => ({ name, bytes: unpacked(bytes) })),
    homes: homes.flatMap(heldBy),
    logs: pods.map((pod) => ({
      name: `logs of ${nameOf(pod)}`,
      bytes: kubectl('logs', nameIn(pod), '--all-containers'),
    })),
    processes: running.flatMap((pod) => pod.spec.containers.map(({ name }) => ranIn(kubectl, pod, name))),
    volumes: running
      .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'agent')
      .map((pod) => ({
        name: `home in ${nameOf(pod)}`,
        bytes: inside(kubectl, { pod, container: 'agent', script: HOME }),
      })),
    kept: kept.flatMap(heldBy),
  }
}

/** What ends or is replaced meanwhile is no failure. */
const PROCESSES = 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; true'
const HOME = 'find "$QUORATE_HOME" -type f ! -name "vault.sqlite*" -exec cat {} + 2>/dev/null; true'

type Kubectl = Parameters<typeof toldByCluster>[0]

function ranIn(kubectl: Kubectl, pod: Pod, container: string): Place {
  return {
    name: `processes of ${nameOf(pod)} ${container}`,
    bytes: inside(kubectl, { pod, container, script: PROCESSES }),
  }
}

function inside(
  kubectl: Kubectl,
  at: { readonly pod: Pod; readonly container: string; readonly script: string },
): Buffer {
  return kubectl('exec', nameIn(at.pod), '--container', at.container, '--', 'sh', '-c', at.script)
}

const nameIn = ({ metadata }: Listed) => metadata.name
const nameOf = ({ kind, metadata }: Listed) => `${kind} ${metadata.name}`

function heldBy(secret: Secret): Place[] {
  return Object.entries(secret.data ?? {}).map(([key, text]) => {
    return { name: `${nameOf(secret)} ${key}`, bytes: Buffer.from(text, 'base64') }
  })
}

/** As Helm packs a release. */
function unpacked(bytes: Buffer): Buffer {
  return gunzipSync(Buffer.from(bytes.toString(), 'base64'))
}

function parted<T>(all: readonly T[], so: (one: T) => boolean): [T[], T[]] {
  return [all.filter(so), all.filter((one) => !so(one))]
}
