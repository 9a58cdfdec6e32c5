import { slugOf } from '../slug.ts'
import type { Action } from './action.ts'
import { decodeCall } from './decode.ts'

/** What a signer set has to sign. */
export interface Owed {
  /** In words. */
  readonly subject: string
  /** Signatures that it lacks. */
  readonly lacking: number
  /** Members of the set that have not signed it, active or not. */
  readonly unheard: readonly string[]
}

export interface SignersView {
  /** Handovers and decided checkpoints that too few have signed. */
  readonly owed: readonly Owed[]
  /** The handover that follows once the present signers are others. */
  readonly next: Owed
  /** Names of all active members. */
  readonly active: ReadonlySet<string>
}

/** Why something waits though its time has come, and for whom. */
export interface HeldBack {
  readonly says: string
  readonly from: readonly string[]
}

/** Members whose membership these calls end. */
export function expelledBy(actions: readonly Action[]): string[] {
  return actions.flatMap((action) => {
    const { contract, call, arguments: given } = decodeCall(action)
    return contract === 'MemberRegistry' && call === 'expel' ? [slugOf(String(given['id']))] : []
  })
}

/**
 * Why an expulsion has to wait. Who is expelled signs nothing any more, and once fewer than M of a signer set are active, what
 * that set has not signed stays unsigned for ever, with the public chains at the set before.
 */
export function expulsionWait(leaving: readonly string[], { owed, next, active }: SignersView): HeldBack | undefined {
  const still = ({ unheard }: Owed) => unheard.filter((name) => active.has(name))
  // What those who are active cannot sign any more is lost already.
  const open = owed.find((one) => isSignerOf(one, leaving) && still(one).length >= one.lacking)
  if (open === undefined) return handoverWait(leaving, { next, active })
  const { subject, lacking } = open
  const says = `${subject} lacks ${lacking} more of its signers first: who is expelled cannot sign (quorate execute does it all the same)`
  return { says, from: still(open) }
}

/** Why these members cannot go before some are reinstated, or fewer have to sign: too few would be left to hand the signer set over. */
export function handoverWait(
  leaving: readonly string[],
  { next, active }: Pick<SignersView, 'next' | 'active'>,
): HeldBack | undefined {
  const rest = next.unheard.filter((name) => active.has(name) && !leaving.includes(name)).length
  if (!isSignerOf(next, leaving) || rest >= next.lacking) return undefined
  const sums = `${next.lacking} of ${next.unheard.length} signers have to sign ${next.subject}, and ${rest} active ones would stay`
  return {
    says: `${sums}: first reinstate some, or have fewer sign (propose parameter threshold M) and hand over to that epoch`,
    from: [],
  }
}

function isSignerOf({ unheard }: Owed, leaving: readonly string[]): boolean {
  return leaving.some((name) => unheard.includes(name))
}
