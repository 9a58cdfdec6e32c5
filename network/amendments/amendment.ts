import { z } from 'zod'
import { canonicalJson } from '../canonical.ts'

const seconds = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
const decided = {
  /** Unix seconds: of the first block that it holds for. */
  beginsAt: seconds.positive(),
  /** Unix seconds: of the block in which it was decided. */
  decidedAt: seconds,
  /** Unix seconds; null where it stands. */
  cancelledAt: seconds.nullable(),
}

/** A change, decided since the founding, of what all nodes configure alike. As `Amendments.amendments()` on chain has it. */
export const amendmentSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fork'), fork: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), ...decided }),
  z.strictObject({ kind: z.literal('block-period'), seconds: z.number().int().min(1).max(60), ...decided }),
])

export type Amendment = z.output<typeof amendmentSchema>

/** In the order of decision. More of them than this no consortium decides on. */
export const amendmentList = z.array(amendmentSchema).max(1024)

/** Those that hold, or will; in the order in which they begin. */
export function standing(amendments: readonly Amendment[]): Amendment[] {
  return amendments.filter(({ cancelledAt }) => cancelledAt === null)
}

/**
 * What stood after each decision, oldest first, beginning with nothing: a node was made from one of these, and is behind
 * where that is not the last. A cancelled amendment stood until it was cancelled.
 */
export function historyOf(amendments: readonly Amendment[]): Amendment[][] {
  const times = new Set(
    amendments.flatMap((one) => [one.decidedAt, ...(one.cancelledAt === null ? [] : [one.cancelledAt])]),
  )
  const moments = [...times].toSorted((a, b) => a - b)
  return [[], ...moments.map((time) => amendments.filter((one) => stoodAt(one, time)).map(asStanding))]
}

/** Whether more was decided, or taken back, in one list than in the other. Both are of one chain, which only appends. */
export function goesBeyond(one: readonly Amendment[], other: readonly Amendment[]): boolean {
  return movesIn(one) > movesIn(other)
}

/** Whether both can be what one chain, which only appends, said at two moments: one of them is a beginning of the other. */
export function areOfOneChain(one: readonly Amendment[], other: readonly Amendment[]): boolean {
  return isBeginning(one, other) || isBeginning(other, one)
}

function isBeginning(early: readonly Amendment[], late: readonly Amendment[]): boolean {
  return early.every((one, index) => {
    const since = late[index]
    if (since === undefined || canonicalJson(asStanding(one)) !== canonicalJson(asStanding(since))) return false
    return one.cancelledAt === null || one.cancelledAt === since.cancelledAt
  })
}

function movesIn(amendments: readonly Amendment[]): number {
  return amendments.length + amendments.filter(({ cancelledAt }) => cancelledAt !== null).length
}

function stoodAt({ decidedAt, cancelledAt }: Amendment, time: number): boolean {
  return decidedAt <= time && (cancelledAt === null || cancelledAt > time)
}

function asStanding(amendment: Amendment): Amendment {
  return { ...amendment, cancelledAt: null }
}
