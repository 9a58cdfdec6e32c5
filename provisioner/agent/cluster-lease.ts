import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Lease } from './lease.ts'
import { type Answered, askCluster, type OwnCluster } from './own-cluster.ts'

export interface LeaseTimes {
  /** Seconds that a holder which says nothing keeps others away. */
  readonly lasts: number
  /** Seconds after its last renewal was sent that a holder stops acting: fewer, so that it has stopped when it is replaced. */
  readonly acts: number
  /** Seconds between renewals. */
  readonly every: number
}

/** The five seconds between `lasts` and `acts` are for clocks that run unevenly, and for what was sent and is on its way. */
const TIMES: LeaseTimes = { lasts: 15, acts: 10, every: 2 }

export interface LeasePlace {
  readonly cluster: OwnCluster
  readonly namespace: string
  /** Of the Lease, which the chart makes. */
  readonly name: string
  /** Of this agent's pod, for people. */
  readonly pod: string
  readonly progress: (line: string) => void
  readonly times?: LeaseTimes
}

const leaseSchema = z.object({
  metadata: z.looseObject({ resourceVersion: z.string() }),
  spec: z
    .looseObject({
      holderIdentity: z.string().nullish(),
      leaseDurationSeconds: z.number().nullish(),
      leaseTransitions: z.number().nullish(),
      acquireTime: z.string().nullish(),
      renewTime: z.string().nullish(),
    })
    .default({}),
})
type Found = z.infer<typeof leaseSchema>

/**
 * A lease of `coordination.k8s.io/v1`, as all of Kubernetes elects: clocks of two machines are never compared. A holder is
 * taken for gone when its lease did not change for as long as it lasts, by the other's own clock; and it acts no longer than
 * `acts` after the moment before its last renewal, by its own. So a holder that was stopped, or cannot reach the API
 * server, has ceased before anybody takes over, and one that wakes up finds its time gone: but for what it was in the midst of.
 */
export function clusterLease(place: LeasePlace): Lease {
  const times = place.times ?? TIMES
  const holder = `${place.pod}_${randomUUID()}`
  const standing = new Standing(times)
  let asking: Promise<boolean> | undefined
  const ask = () => {
    asking ??= attempt(place, holder, standing).finally(() => {
      asking = undefined
    })
    return asking
  }
  const renewing = setInterval(() => {
    if (standing.ours) void ask()
  }, times.every * 1000)
  renewing.unref()
  return {
    hold: async () => standing.left() > 0 || (await ask()),
    left: () => standing.left(),
    async close() {
      clearInterval(renewing)
      await asking
      const { found } = standing
      if (standing.left() > 0 && found !== undefined) await put(place, '', found).catch(() => undefined)
      standing.lost()
    },
  }
}

/** What this agent knows of the lease. */
class Standing {
  readonly #times: LeaseTimes
  #until: { readonly steady: number; readonly wall: number } | undefined
  #seen = { spec: '', since: 0 }
  #told = ''
  #found: Found | undefined

  constructor(times: LeaseTimes) {
    this.#times = times
  }

  get ours(): boolean {
    return this.#until !== undefined
  }

  /** The lease as it was read or written last. */
  get found(): Found | undefined {
    return this.#found
  }

  /**
   * Both clocks have to agree: the steady one stands still while a machine sleeps, and the wall clock may be set.
   */
  left(): number {
    if (this.#until === undefined) return 0
    const steady = this.#until.steady - performance.now()
    return Math.max(0, Math.min(steady, this.#until.wall - Date.now()) / 1000)
  }

  /** @param sent when the renewal was about to be sent. @param lease as it is since. */
  renewed(sent: { readonly steady: number; readonly wall: number }, lease: unknown): void {
    this.#found = leaseSchema.safeParse(lease).data
    const more = this.#times.acts * 1000
    this.#until = { steady: sent.steady + more, wall: sent.wall + more }
  }

  lost(): void {
    this.#until = undefined
  }

  /** Whether whoever holds it let it lapse, by what was seen so far. */
  lapsed(found: Found): boolean {
    this.#found = found
    const spec = JSON.stringify(found.spec)
    if (spec !== this.#seen.spec) this.#seen = { spec, since: performance.now() }
    const lasts = found.spec.leaseDurationSeconds ?? this.#times.lasts
    return performance.now() - this.#seen.since > Math.max(lasts, this.#times.lasts) * 1000
  }

  /** Says why nothing is known when that changes. */
  tell(line: string, progress: (line: string) => void): void {
    if (line !== this.#told && line !== '') progress(line)
    this.#told = line
  }
}

async function attempt(place: LeasePlace, holder: string, standing: Standing): Promise<boolean> {
  try {
    const { status, body } = await askCluster(place.cluster, { method: 'GET', path: pathOf(place) })
    const parsed = leaseSchema.safeParse(body)
    if (status !== 200 || !parsed.success) {
      standing.tell(`the lease ${place.name} cannot be read: the API answers ${status}`, place.progress)
      return standing.left() > 0
    }
    const lapsed = standing.lapsed(parsed.data)
    const by = parsed.data.spec.holderIdentity ?? ''
    if (by !== holder && by !== '') standing.lost()
    if (by !== holder && by !== '' && !lapsed) return false
    const sent = { steady: performance.now(), wall: Date.now() }
    const answer = await put(place, holder, parsed.data)
    if (answer.status !== 200) {
      if (answer.status !== 409)
        standing.tell(`the lease ${place.name} cannot be taken: the API answers ${answer.status}`, place.progress)
      return standing.left() > 0
    }
    standing.renewed(sent, answer.body)
    standing.tell('', place.progress)
    return standing.left() > 0
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    standing.tell(`the lease ${place.name} cannot be asked for: ${reason}`, place.progress)
    return standing.left() > 0
  }
}

/** Changes it as it was read: the API refuses where somebody changed it since. */
async function put(place: LeasePlace, holder: string, found: Found): Promise<Answered> {
  const times = place.times ?? TIMES
  const now = new Date().toISOString().replace('Z', '000Z')
  const { spec, metadata } = found
  const same = spec.holderIdentity === holder
  const changed = {
    ...spec,
    holderIdentity: holder,
    leaseDurationSeconds: Math.ceil(times.lasts),
    acquireTime: same ? spec.acquireTime : now,
    renewTime: now,
    leaseTransitions: (spec.leaseTransitions ?? 0) + (same ? 0 : 1),
  }
  const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: changed }
  return await askCluster(place.cluster, { method: 'PUT', path: pathOf(place), body })
}

const pathOf = ({ namespace, name }: LeasePlace) =>
  `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases/${encodeURIComponent(name)}`
