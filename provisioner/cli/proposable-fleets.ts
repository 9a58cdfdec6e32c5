import { offerFleetAction } from '../../network/governance/action.ts'
import type { AtWork } from '../chain/as-member.ts'
import { readFleets } from '../chain/fleets.ts'
import { readMembers } from '../chain/members.ts'
import { fleetNumber } from './registered-number.ts'
import { usage } from './input.ts'
import type { Proposed } from './proposable.ts'

/** `offer-fleet 3 hospital-south`: that member may then take it. The member that has it takes an offer back. */
export async function proposedOffer(words: readonly string[], { provider }: AtWork): Promise<Proposed> {
  const [text, heir] = words
  if (text === undefined || heir === undefined || words.length > 2) {
    throw usage('Give a fleet and who may take it: offer-fleet FLEET MEMBER.')
  }
  const [fleets, members] = [await readFleets(provider), await readMembers(provider)]
  const known = fleets[fleetNumber(text) - 1]
  if (known === undefined) throw usage(`There is no fleet ${text}; see quorate fleet list.`)
  const back = known.member === heir
  if (back && known.offered === null) throw usage(`The fleet ${text} is ${heir}’s, and nobody else may take it.`)
  if (!back && !members.some(({ name, status }) => name === heir && status === 'active'))
    throw usage(`No active member is called ${heir}; a fleet goes to one that is.`)
  return { action: offerFleetAction(known.fleet, known.member, heir) }
}
