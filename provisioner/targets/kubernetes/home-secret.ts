import { createHash } from 'node:crypto'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { HomeSecret } from '../../../network/render/helm/agent-values-of.ts'
import type { HomeFiles } from '../hosted-agent.ts'
import { type Cluster, kubectl } from './cluster.ts'
import type { Owner } from './namespace.ts'

/** What a Secret may hold in all (1 MiB), less what its names take. */
const MOST_BYTES = 1_000_000
/** Grows with every command, and counts at a first start alone. */
const UNCOUNTED = /\.ndjson$/

/** How a home's files stand in a Secret. Pure. */
export function homeSecretOf(member: string, { seeds, follow }: HomeFiles): HomeSecret {
  const hash = createHash('sha256')
  for (const [path, bytes] of [...seeds, ...follow].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!UNCOUNTED.test(path)) hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  const keys = (files: ReadonlyMap<string, Uint8Array>) =>
    Object.fromEntries([...files.keys()].sort().map((path) => [keyOf(path), path]))
  return { name: `${member}-home`, items: keys(seeds), follow: keys(follow), digest: `0x${hash.digest('hex')}` }
}

/** A key in a Secret has no slash. */
const keyOf = (path: string) => path.replaceAll('/', '.')

/**
 * Hands the home over, by standard input and server-side, so that no annotation repeats it.
 * @throws QuorateError HOME_TOO_LARGE
 */
export async function ensureHomeSecret(
  cluster: Cluster,
  { owner, files, signal }: { readonly owner: Owner; readonly files: HomeFiles; readonly signal: AbortSignal },
): Promise<void> {
  const { name, digest } = homeSecretOf(owner.member, files)
  const all = [...files.seeds, ...files.follow]
  const bytes = all.reduce((sum, [, content]) => sum + content.length, 0)
  if (bytes > MOST_BYTES) throw tooLarge(bytes)
  const labels = { 'quorate.network': owner.network, 'quorate.member': owner.member }
  const data = all.map(([path, content]) => [keyOf(path), Buffer.from(content).toString('base64')])
  const input = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels, annotations: { 'quorate.home': digest } },
    type: 'Opaque',
    data: Object.fromEntries(data),
  })
  const args = ['apply', '--server-side', '--force-conflicts', '--field-manager=quorate', '-f', '-']
  await kubectl(cluster, args, { input, signal })
}

/** Digest of the home that the Secret holds; empty where there is none. */
export async function homeInCluster(cluster: Cluster, { name }: HomeSecret): Promise<string> {
  const annotation = 'jsonpath={.metadata.annotations.quorate\\.home}'
  return (await kubectl(cluster, ['get', 'secret', name, '--ignore-not-found', '-o', annotation])).trim()
}

/** @throws QuorateError SECRET_ABSENT. What it holds is not read. */
export async function refuseAbsentSecret(cluster: Cluster, name: string, key: string): Promise<void> {
  const text = await kubectl(cluster, ['get', 'secret', name, '--ignore-not-found', '-o', 'name'])
  if (text.trim() !== '') return
  const { namespace } = cluster
  throw new QuorateError('SECRET_ABSENT', `The namespace ${namespace} holds no Secret ${name}.`, {
    facts: { namespace, secret: name, key },
    remedy: `Its operator makes it: kubectl -n ${namespace} create secret generic ${name} --from-file=${key}=FILE. Then run the command again.`,
  })
}

function tooLarge(bytes: number): QuorateError {
  return new QuorateError('HOME_TOO_LARGE', `The home has ${bytes} bytes, and a Secret holds ${MOST_BYTES}.`, {
    facts: { bytes, most: MOST_BYTES },
    remedy:
      'Copy the home into the claim AGENT-home by your own means, with the Secret holding home.json and keys alone, or run the agent where the home is.',
  })
}
