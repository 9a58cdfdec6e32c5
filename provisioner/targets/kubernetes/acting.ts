import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { QuorateError } from '../../../network/quorate-error.ts'
import { type Cluster, kubectl } from './cluster.ts'

const LEASE = 'quorate-apply'
/** A holder that was killed keeps others waiting this long. */
const LEASE_SECONDS = 15
/** A holder stops this long after its last renewal was sent: sooner, so that it has stopped when another begins. */
const HELD_MS = 12_000
const RENEW_MS = 3000
/** For a renewal, of which a second fits in where one got no answer; and for letting go. */
const ANSWER_MS = 5000
const ASK_MS = 500
/** Whoever waits for the lease lets go of a cluster that is silent for this long. */
const PATIENCE_MS = 30_000

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
  let until = held(cluster, await take(cluster, holder, signal))
  const lost = new AbortController()
  const renewal = async () => {
    const sent = performance.now()
    try {
      await renew(cluster, holder, Math.min(ANSWER_MS, until - sent))
      until = held(cluster, sent)
    } catch (cause) {
      const again = performance.now() + RENEW_MS < until
      if (!again || (cause instanceof QuorateError && cause.code === 'CLUSTER_BUSY')) lost.abort(cause)
    }
  }
  let renewed = Promise.resolve()
  const renewing = setInterval(() => {
    renewed = renewed.then(renewal)
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

/** When a holder stops that says no more than at this moment, by the steady clock. */
const held = ({ patience = HELD_MS }: Cluster, sent: number) => sent + patience

/** @returns the moment before it was taken, by the steady clock. */
async function take(cluster: Cluster, holder: string, signal: AbortSignal): Promise<number> {
  let seen = ''
  let since = performance.now()
  for (;;) {
    signal.throwIfAborted()
    const lease = await read(cluster)
    const state = JSON.stringify(lease)
    if (state !== seen) [seen, since] = [state, performance.now()]
    const free = lease === undefined || lease.spec.holderIdentity === ''
    const dead = performance.now() - since > LEASE_SECONDS * 1000
    const sent = performance.now()
    if ((free || dead) && (await won(cluster, holder, lease))) return sent
    await pause(ASK_MS, undefined, { signal })
  }
}

async function read(cluster: Cluster, signal = AbortSignal.timeout(PATIENCE_MS)): Promise<Lease | undefined> {
  const text = await kubectl(cluster, ['get', 'lease', LEASE, '--ignore-not-found', '-o', 'json'], { signal })
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

/** @param time in milliseconds, for reading and changing it together. */
async function renew(cluster: Cluster, holder: string, time: number): Promise<void> {
  const signal = AbortSignal.timeout(Math.max(1, Math.round(time)))
  const lease = await read(cluster, signal)
  if (lease?.spec.holderIdentity !== holder) throw leaseLost()
  await put(cluster, holder, lease, signal)
}

async function letGo(cluster: Cluster, holder: string): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_MS)
  const lease = await read(cluster, signal)
  if (lease?.spec.holderIdentity === holder) await put(cluster, '', lease, signal)
}

/** Makes the lease, or changes it as it was read: the cluster refuses where somebody changed it since. */
async function put(
  cluster: Cluster,
  holderIdentity: string,
  lease: Lease | undefined,
  signal = AbortSignal.timeout(PATIENCE_MS),
): Promise<void> {
  const version = lease === undefined ? {} : { resourceVersion: lease.metadata.resourceVersion }
  const renewTime = new Date().toISOString().replace('Z', '000Z')
  const input = JSON.stringify({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: LEASE, ...version },
    spec: { holderIdentity, leaseDurationSeconds: LEASE_SECONDS, renewTime },
  })
  await kubectl(cluster, [lease === undefined ? 'create' : 'replace', '-f', '-'], { input, signal })
}

function leaseLost(): QuorateError {
  return new QuorateError('CLUSTER_BUSY', 'Another command took over this namespace.', {
    facts: { lease: LEASE, says: 'Conflict' },
    remedy: 'Wait until it is done, and run the command again.',
  })
}
