import type { Hex } from '../../network/hex.ts'
import type { Journal } from '../journal/journal.ts'

/** What a checkpoint key signs, once each: the checkpoint of a sequence, the handover to an epoch. */
export interface Subject {
  readonly kind: 'checkpoint' | 'handover'
  /** Its sequence, or its epoch. */
  readonly number: number
}

/** A signature was about to be made, for one digest. */
export const RELEASED = 'signature.released'
/** The board holds a signature of this member that its journal knew nothing of. */
export const FORGOTTEN = 'signature.forgotten'

/** What a member's journal knows of a subject: the digest it signed; that it signed, and forgot which; or nothing. */
export function releasedFor(journal: Journal, { kind, number }: Subject): Hex | 'forgotten' | undefined {
  const entry = journal
    .entries()
    .find((line) => isOfSignatures(line.event) && line['kind'] === kind && line['number'] === number)
  if (entry === undefined) return undefined
  return entry.event === FORGOTTEN ? 'forgotten' : (entry['signed'] as Hex)
}

function isOfSignatures(event: string): boolean {
  return event === RELEASED || event === FORGOTTEN
}
