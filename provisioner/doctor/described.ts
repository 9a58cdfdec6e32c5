import { manifestsOf } from '../../network/besu/manifests-of.ts'
import { type PlacedNode, placedNodes } from '../../network/besu/member-nodes.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { type MemberOptions, memberOptionsSchema } from '../../network/consortium/member-options/member-options.ts'
import type { Connection } from '../chain/location.ts'
import { presentCards } from '../founding/present-cards.ts'
import { keptRecords, newestRecords } from '../founding/records.ts'
import { keptAmendments } from '../home/kept-amendments.ts'
import { keptOptions } from '../home/kept-options.ts'

/** What a home says of its member's nodes and everybody's, without opening a key. */
export interface Described {
  readonly options: MemberOptions
  readonly records: ReadonlyMap<string, Endpoints>
  readonly nodes: readonly PlacedNode[]
  /** Of this member; undefined where its nodes cannot be described yet. */
  readonly manifests: readonly NodeManifest[] | undefined
}

interface Of {
  readonly lock: Lock
  readonly member: string
  /** Own nodes whose keys an HSM keeps. */
  readonly tokens: readonly string[]
  readonly target: Connection['target']
  /** What is given now, in place of what the home keeps. */
  readonly options?: MemberOptions
  /** Beside those that the home keeps. */
  readonly records?: readonly Endpoints[]
}

/** @throws InputProblems where the kept member.yaml has some. */
export async function described(home: string, of: Of): Promise<Described> {
  const { lock, member, tokens, target, records: more = [] } = of
  const options =
    of.options ?? (await keptOptions(home)) ?? memberOptionsSchema.parse({ format: 'quorate/member/1', target })
  const cards = await presentCards(home, lock)
  const records = newestRecords([...(await keptRecords(home)), ...more])
  // The key for tokens, and an HSM's configuration, are in files of a manifest, and nothing that is looked at here follows from them.
  const amendments = await keptAmendments(home)
  const given = { lock, member, tokens, options, endpoints: records, cards, amendments }
  const made = manifestsOf({ ...given, jwtPublicKey: '', accounts: [] })
  return {
    options,
    records: new Map(records.map((record) => [record.member, record])),
    nodes: placedNodes(cards, records),
    manifests: made.ok ? made.manifests : undefined,
  }
}
