import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { QuorateError } from '../../../network/quorate-error.ts'
import { type Cluster, kubectl } from './cluster.ts'

const LEASE = 'quorate-apply'
/** A holder that was killed keeps others waiting this long. */
const LEASE_SECONDS = 10
const RENEW_MS = 3000
const ASK_MS = 500
/** A lease that cannot be asked for in this time counts as lost. */
const ANSWER_MS = 30_000

const leaseSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  spec: z
    .object({ holderIdentity: z.string().default(''), renewTime: z.string().default('') })
    .default({ holderIdentity: '', renewTime: '' }),
})
type Lease = z.infer<typeof leaseSchema>

/**
 * Runs `act` while no other command changes this namespace, from whatever machine: helm itself refuses to, and a release
 * that is half way would be taken for one that a killed command left. A holder is taken for dead when its lease has not
 * changed for the lease's time on this machine's own clock; clocks are never compared.
 */
export async function acting<T>(
  cluster: Cluster,
  signal: AbortSignal,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const holder = randomUUID()
  await take(cluster, holder, signal)
  const lost = new AbortController()
  let renewed = Promise.resolve()
  const renewing = setInterval(() => {
    renewed = renewed.then(() => renew(cluster, holder)).catch((cause: unknown) => lost.abort(cause))
  }, RENEW_MS)
  try {
    return await act(AbortSignal.any([signal, lost.signal]))
  } catch (cause) {
    throw lost.signal.aborted ? lost.signal.reason : cause
  } finally {
    clearInterval(renewing)
    await renewed
    await letGo(cluster, holder).catch(() => {})
  }
}

async function take(cluster: Cluster, holder: string, signal: AbortSignal): Promise<void> {
  let seen = ''
  let since = performance.now()
  for (;;) {
    signal.throwIfAborted()
    const lease = await read(cluster)
    const state = JSON.stringify(lease)
    if (state !== seen) [seen, since] = [state, performance.now()]
    const free = lease === undefined || lease.spec.holderIdentity === ''
    const dead = performance.now() - since > LEASE_SECONDS * 1000
    if ((free || dead) && (await won(cluster, holder, lease))) return
    await pause(ASK_MS, undefined, { signal })
  }
}

async function read(cluster: Cluster): Promise<Lease | undefined> {
  const text = await kubectl(cluster, ['get', 'lease', LEASE, '--ignore-not-found', '-o', 'json'], inTime(cluster))
  return text.trim() === '' ? undefined : leaseSchema.parse(JSON.parse(text))
}

/** False where somebody else was faster. */
async function won(cluster: Cluster, holder: string, lease: Lease | undefined): Promise<boolean> {
  try {
    await put(cluster, holder, lease)
    return true
  } catch (cause) {
    if (cause instanceof QuorateError && /AlreadyExists|Conflict|modified|NotFound/.test(String(cause.facts.says)))
      return false
    throw cause
  }
}

async function renew(cluster: Cluster, holder: string): Promise<void> {
  const lease = await read(cluster)
  if (lease?.spec.holderIdentity !== holder) throw leaseLost()
  await put(cluster, holder, lease)
}

async function letGo(cluster: Cluster, holder: string): Promise<void> {
  const lease = await read(cluster)
  if (lease?.spec.holderIdentity === holder) await put(cluster, '', lease)
}

/** Makes the lease, or changes it as it was read: the cluster refuses where somebody changed it since. */
async function put(cluster: Cluster, holderIdentity: string, lease: Lease | undefined): Promise<void> {
  const version = lease === undefined ? {} : { resourceVersion: lease.metadata.resourceVersion }
  const renewTime = new Date().toISOString().replace('Z', '000Z')
  const input = JSON.stringify({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: LEASE, ...version },
    spec: { holderIdentity, leaseDurationSeconds: LEASE_SECONDS, renewTime },
  })
  await kubectl(cluster, [lease === undefined ? 'create' : 'replace', '-f', '-'], { input, ...inTime(cluster) })
}

const inTime = ({ patience = ANSWER_MS }: Cluster) => ({ signal: AbortSignal.timeout(patience) })

function leaseLost(): QuorateError {
  return new QuorateError('CLUSTER_BUSY', 'Another command took over this namespace.', {
    facts: { lease: LEASE, says: 'Conflict' },
    remedy: 'Wait until it is done, and run the command again.',
  })
}
