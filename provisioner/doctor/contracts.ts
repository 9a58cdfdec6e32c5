import type { Registry } from '../../network/agent/registry.ts'
import { specDigest } from '../../network/ceremony/identity.ts'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { newestRecords } from '../founding/records.ts'

/** What was decided, as one own node tells it, and where members announced that their nodes are. */
export interface Decided {
  readonly registry: Registry
  readonly records: ReadonlyMap<string, Endpoints>
}

interface Asking {
  readonly rpc: string
  readonly lock: Lock
  readonly member: string
  readonly now: number
  /** A development chain stands in for the network: its block 0 is another. */
  readonly development?: boolean
}

/** Undefined where the node cannot tell: a doctor goes on without. */
export async function decidedAt({ rpc, lock, member, now, development = false }: Asking): Promise<Decided | undefined> {
  const { chainId, consortium, foundingId } = lock.founding
  // Loaded late: what reads contracts is most of what a command loads, and a node that is down needs none of it.
  const [{ connect }, { refuseOtherNetwork }, { Follower }] = await Promise.all([
    import('../chain/connect.ts'),
    import('../chain/refuse-other-network.ts'),
    import('../agent/follow.ts'),
  ])
  try {
    const provider = await connect(rpc, chainId)
    try {
      await refuseOtherNetwork(provider, { rpc, founding: lock.founding, development })
      const follower = new Follower(member, { chainId, consortium: [specDigest(consortium), foundingId] })
      const registry = await follower.registry(provider, now)
      return { registry, records: follower.records(registry) }
    } finally {
      provider.destroy()
    }
  } catch {
    return undefined
  }
}

/** What the furthest of these own nodes tells; undefined where none tells anything. */
export async function decidedBy(rpcs: readonly string[], asking: Omit<Asking, 'rpc'>): Promise<Decided | undefined> {
  const told = await Promise.all(rpcs.map((rpc) => decidedAt({ ...asking, rpc })))
  const all = told.filter((one) => one !== undefined)
  return all.toSorted((a, b) => b.registry.block - a.registry.block)[0]
}

/** Of each member the newest record, of those that a home keeps and those that were announced. */
export function knownRecords(kept: Iterable<Endpoints>, decided: Decided | undefined): ReadonlyMap<string, Endpoints> {
  const newest = newestRecords([...kept, ...(decided?.records.values() ?? [])])
  return new Map(newest.map((record) => [record.member, record]))
}
