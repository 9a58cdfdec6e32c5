import { acts, barredNow, memberNamed, othersOf } from './acting.ts'
import { bookBar } from './book.ts'
import type { Law } from './law.ts'
import { endLeaseOf } from './leases.ts'
import { changeStatus } from './membership.ts'
import type { Model } from './model.ts'
import type { CouncilSignature, Settings, State, Suspension } from './state.ts'

/** What enough members of two chambers do at once, and what becomes of it. */

export function suspensionRefusals(model: Model, action: Suspension): string[] {
  const { state, law } = model
  const { now, council } = state
  const { about, number, notAfter, signatures } = action
  const member = memberNamed(state, about)
  const barred = barredNow(state, law)
  const reasons = signatures.flatMap((signature) => signatureRefusals(model, action, signature))
  if (law.isBroughtTooLate(now, notAfter)) reasons.push('ActionExpired')
  if (number !== council.actions + 1 && law.actionsAreNumbered) reasons.push('WrongNumber')
  if (law.rests(now, council.restsUntil[about] ?? 0)) reasons.push('Resting')
  if (signatures.length < law.signersNeeded(council.settings.signers)) reasons.push('TooFewSigners')
  if (signatures.some(({ member: one }, i) => one <= (signatures[i - 1]?.member ?? ''))) {
    reasons.push('SignersNotAscending')
  }
  const chambers = new Set(signatures.map(({ member: one }) => memberNamed(state, one)?.chamber))
  if (chambers.size < law.chambersThatSign) reasons.push('OneChamberOnly')
  if (barred !== undefined && law.oneActionAtATime) reasons.push('EmergencyRunning')
  if (member === undefined || !acts(state, law, member)) return [...reasons, 'UnexpectedStatus']
  if (othersOf(state, law, member).length === 0 && law.barsLeaveSomebody) reasons.push('LastOfChamber')
  return reasons
}

export function bar(state: State, law: Law, { about }: Suspension): void {
  const { council, now } = state
  const { lapse, rest } = council.settings
  const until = now + lapse
  council.actions += 1
  council.restsUntil[about] = until + rest
  endLeaseOf(state, law, about)
  bookBar(state, { member: about, until })
}

export function ratifyRefusals(state: State, law: Law, number: number): string[] {
  const { running, actions } = state.council
  const runs = running !== undefined && (!law.ratifiedWhileItRuns || barredNow(state, law) !== undefined)
  if (!runs) return ['NothingRunning']
  return number === actions || !law.ratifiedByNumber ? [] : ['WrongNumber']
}

/** What was done at once becomes an ordinary suspension. */
export function ratify(state: State, law: Law): void {
  const { running } = state.council
  if (running === undefined) return
  bookBar(state, undefined)
  if (law.ratifiedForGood) changeStatus(state, law, { kind: 'suspend', member: running.member })
}

export function lapseRefusals(state: State, law: Law): string[] {
  const { running } = state.council
  if (running === undefined) return ['NothingRunning']
  return law.hasLapsed(state.now, running.until) || !law.bookedWhenOver ? [] : ['NotLapsed']
}

export function settingsRefusals(law: Law, settings: Settings): string[] {
  return law.settingsAreSound(settings) ? [] : ['InvalidSettings']
}

/** One signer, who may act, is not concerned, and whose present officer signed this very action. */
function signatureRefusals({ state, law }: Model, action: Suspension, signature: CouncilSignature): string[] {
  const { signer, signed, validity } = signature
  const member = memberNamed(state, signature.member)
  const reasons = signature.member === action.about && !law.concernedSign ? ['SignerConcerned'] : []
  const may = law.suspendedSign ? member !== undefined : acts(state, law, member)
  if (!may) reasons.push('SignerNotActive')
  const key = state.keys[signer]
  const replaced = law.replacedKeysSign && key?.role === 'retired' && key.member === signature.member
  const named = signed.about === action.about && signed.number === action.number && signed.notAfter === action.notAfter
  const here = validity === 'here' || (validity !== 'garbled' && !law.signaturesNameTheFounding)
  const holds = here && (named || !law.signaturesNameTheAction) && (signer === member?.officer || replaced)
  return holds ? reasons : [...reasons, 'InvalidSignature']
}
