import { readFile } from 'node:fs/promises'
import { manifestsOf } from '../../network/besu/manifests-of.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import { cardSchema } from '../../network/ceremony/card.ts'
import { parseMemberOptions } from '../../network/consortium/member-options/parse-member-options.ts'
import { InputProblems } from '../../network/input-problems.ts'
import type { Location } from '../chain/location.ts'
import { readDocument } from '../founding/read.ts'
import { keptRecords } from '../founding/records.ts'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'

/**
 * What this member's nodes were made from, by what its home keeps: read anew each time, since `apply` may have changed
 * it. The lock was checked when the home took it; deriving its genesis again would take an agent more memory than all else.
 * @throws InputProblems
 */
export async function ownManifests(
  home: Home,
  { lock }: Pick<Location, 'lock'>,
  jwtPublicKey: string,
): Promise<readonly NodeManifest[]> {
  const { member } = home.record
  const file = homePaths.options(home.dir)
  const reading = parseMemberOptions(await readFile(file, 'utf8'), file)
  if (!reading.ok) throw new InputProblems(reading.problems)
  const founders = lock.founding.cards
  const own = homePaths.card(home.dir)
  const joined = founders.every((card) => card.member !== member) && (await exists(own))
  const cards = joined ? [...founders, await readDocument(cardSchema, own)] : founders
  const made = manifestsOf({
    lock,
    member,
    cards,
    jwtPublicKey,
    options: reading.options,
    endpoints: await keptRecords(home.dir),
    accounts: cards.flatMap(({ officer, agent }) => [officer, agent]),
  })
  if (!made.ok) throw new InputProblems(made.problems)
  return made.manifests
}
