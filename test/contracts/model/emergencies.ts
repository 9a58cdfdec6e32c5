import type { Hex } from '../../../network/hex.ts'
import { acts } from './acting.ts'
import { actingMembers, concernedBy, picked } from './choices.ts'
import { STRANGER } from './keyring.ts'
import type { Model } from './model.ts'
import type { CouncilSignature, Member, State, Suspension, Validity } from './state.ts'

/** Emergency actions as their signers make them, or those who would like to. */

/** What can be wrong with one. */
export const councilFlaws = [
  'none',
  'too few',
  'one chamber',
  'the concerned signs',
  'one signs twice',
  'not in order',
  'a suspended one signs',
  'a replaced key signs',
  'an agent signs',
  'a stranger signs',
  'signed elsewhere',
  'garbled',
  'signed about another',
  'signed to another time',
  'another number',
  'expired',
  'brought again',
] as const
export type CouncilFlaw = (typeof councilFlaws)[number]

export interface Wanted {
  readonly about: number
  /** Who signs, in whose order, and until when. */
  readonly n: number
  readonly flaw: CouncilFlaw
}

/** An action about one who may be suspended now, with the wanted flaw where there is what it takes. */
export function suspensionFor(model: Model, wanted: Wanted): Suspension {
  const { n, flaw } = wanted
  const { now, council, signed } = model.state
  const before = flaw === 'brought again' ? picked(signed.suspensions.slice(-3), n) : undefined
  if (before !== undefined) return before
  const about = concernedBy(model, wanted.about)?.name ?? ''
  const number = council.actions + (flaw === 'another number' ? 2 * (n % 2) : 1)
  const notAfter = flaw === 'expired' ? now - 1 : now + ([0, 1, 100, 1000][n % 4] ?? 0)
  return signedBySome(model, { about, number, notAfter }, wanted)
}

/** What members would sign, by as many as it takes; `flaw` is the first one's, or the whole's. */
export function signedBySome(
  model: Model,
  signed: Omit<Suspension, 'signatures'>,
  { n, flaw }: Pick<Wanted, 'n' | 'flaw'>,
): Suspension {
  const willing = rotated(actingMembers(model), n).filter(({ name }) => name !== signed.about)
  const some = ofTwoChambers(willing, flaw === 'one chamber')
  const count = model.state.council.settings.signers + (flaw === 'too few' ? -1 : n % 5 === 4 ? 1 : 0)
  const signers = some.slice(0, Math.max(0, count))
  const intruder = intruderFor(model, signed.about, { n, flaw }) ?? signers[0]
  const chosen = flaw === 'one signs twice' ? [...signers, ...signers.slice(0, 1)] : signers
  const all = [intruder, ...chosen.slice(1)].filter((member) => member !== undefined)
  const order = all.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const signatures = order.map((member) =>
    signatureOf(model.state, { member, signed, flaw: member === intruder ? flaw : 'none', n }),
  )
  return { ...signed, signatures: flaw === 'not in order' ? signatures.toReversed() : signatures }
}

function rotated<Item>(list: readonly Item[], n: number): Item[] {
  const first = n % Math.max(1, list.length)
  return [...list.slice(first), ...list.slice(0, first)]
}

/** The second is of another chamber than the first, unless all are to be of one. */
function ofTwoChambers(members: readonly Member[], ofOne: boolean): Member[] {
  const [first] = members
  const other = members.find(({ chamber }) => chamber !== first?.chamber)
  if (ofOne || first === undefined || other === undefined) {
    return members.filter(({ chamber }) => chamber === first?.chamber)
  }
  return [first, other, ...members.filter((member) => member !== first && member !== other)]
}

/** Who should not sign, in the place of the first. */
function intruderFor(
  { state, law }: Model,
  about: string,
  { n, flaw }: Pick<Wanted, 'n' | 'flaw'>,
): Member | undefined {
  const { members, keys } = state
  const replaced = new Set(Object.values(keys).flatMap(({ member, role }) => (role === 'retired' ? [member] : [])))
  switch (flaw) {
    case 'the concerned signs':
      return members.find(({ name }) => name === about)
    case 'a suspended one signs':
      return picked(
        members.filter((member) => !acts(state, law, member)),
        n,
      )
    case 'a replaced key signs':
      return picked(
        members.filter(({ name, status }) => status === 'active' && name !== about && replaced.has(name)),
        n,
      )
    default:
      return undefined
  }
}

interface Signing {
  readonly member: Member
  readonly signed: Omit<Suspension, 'signatures'>
  readonly flaw: CouncilFlaw
  readonly n: number
}

function signatureOf(state: State, { member, signed, flaw, n }: Signing): CouncilSignature {
  const retired = (Object.keys(state.keys) as Hex[]).filter((key) => {
    const { role, member: owner } = state.keys[key] ?? {}
    return role === 'retired' && owner === member.name
  })
  const signers: Partial<Record<CouncilFlaw, Hex | undefined>> = {
    'a replaced key signs': picked(retired, n),
    'an agent signs': member.agent,
    'a stranger signs': STRANGER,
  }
  const others = state.members.filter(({ name }) => name !== signed.about)
  const another: Partial<Record<CouncilFlaw, Partial<typeof signed>>> = {
    'signed about another': { about: picked(others, n)?.name ?? '' },
    'signed to another time': { notAfter: signed.notAfter + 1 },
  }
  const elsewhere = n % 2 === 0 ? 'of another founding' : 'of another chain'
  const validities: Partial<Record<CouncilFlaw, Validity>> = { 'signed elsewhere': elsewhere, garbled: 'garbled' }
  return {
    member: member.name,
    signer: signers[flaw] ?? member.officer,
    signed: { ...signed, ...another[flaw] },
    validity: validities[flaw] ?? 'here',
  }
}
