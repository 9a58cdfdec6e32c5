/** How many blocks a member has to itself before the next one may do the same. */
const SPAN = 4

export interface Seat {
  /** Its place among the members that may act. */
  readonly index: number
  readonly count: number
}

/**
 * Whether the work of all is this member's to do now. Always exactly one has the turn, by the block's number, so that
 * nobody waits where all are up, and nobody waits for one that is down for longer than its turn. Two may meet at the
 * end of a turn; the contracts refuse the second.
 * @param job tells works apart, so that they do not all fall to one member.
 */
export function hasTurn({ index, count }: Seat, block: number, job: number): boolean {
  return count > 0 && (Math.floor(block / SPAN) + job) % count === index
}

/**
 * Whether this member is to bring a checkpoint to a public chain: first the one at sequence mod members, then after
 * each delay the next one as well. Submitting twice costs gas and harms nothing: the contract takes one.
 * @param waited seconds since the checkpoint could have been brought there.
 */
export function anchorTurn(
  { index, count }: Seat,
  { sequence, waited, delay }: { readonly sequence: number; readonly waited: number; readonly delay: number },
): boolean {
  if (count <= 0 || index < 0 || index >= count) return false
  const place = (index - (sequence % count) + count) % count
  return waited >= place * delay
}
