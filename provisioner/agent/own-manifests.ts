import type { Amendment } from '../../network/amendments/amendment.ts'
import { manifestsOf } from '../../network/besu/manifests-of.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { MemberOptions } from '../../network/consortium/member-options/member-options.ts'
import { InputProblems } from '../../network/input-problems.ts'
import type { Location } from '../chain/location.ts'
import { presentCards } from '../founding/present-cards.ts'
import { keptRecords } from '../founding/records.ts'
import type { Home } from '../home/home.ts'
import { keptAmendments } from '../home/kept-amendments.ts'
import { keptOptions } from '../home/kept-options.ts'
import { tokensOf } from '../home/token-configs.ts'

/**
 * What this member's nodes were made from, by what its home keeps: read anew each time, since `apply` may have changed
 * it. The lock was checked when the home took it; deriving its genesis again would take an agent more memory than all else.
 * @param given amendments and options that the nodes are to be made from; where not given, those that the home keeps.
 * @throws InputProblems
 */
export async function ownManifests(
  home: Home,
  { lock }: Pick<Location, 'lock'>,
  given: {
    readonly jwtPublicKey: string
    readonly amendments?: readonly Amendment[]
    readonly options?: MemberOptions
  },
): Promise<readonly NodeManifest[]> {
  const { member } = home.record
  const options = given.options ?? (await keptOptions(home.dir))
  if (options === undefined) return []
  const cards = await presentCards(home.dir, lock)
  const made = manifestsOf({
    lock,
    member,
    cards,
    jwtPublicKey: given.jwtPublicKey,
    amendments: given.amendments ?? (await keptAmendments(home.dir)),
    options,
    ...(await tokensOf(home, options)),
    endpoints: await keptRecords(home.dir),
    accounts: cards.flatMap(({ officer, agent }) => [officer, agent]),
  })
  if (!made.ok) throw new InputProblems(made.problems)
  return made.manifests
}
