import { quorumOf } from '../consortium/quorum.ts'

/** As the contracts have it: with fewer, QBFT bears no fault at all. */
export const FEWEST_VALIDATORS = 4

/** An answer with its arithmetic, for people. */
export interface Arithmetic {
  readonly may: boolean
  readonly says: string
}

/**
 * Whether one more validator may be voted in. It must be so that the chain goes on even where the joiner then fails:
 * the ones that live now have to be a quorum of the larger set, or all there are where even that is too few (one and
 * its second).
 * @param live how many of the present validators take part now.
 */
export function mayJoin({ validators, live }: { validators: number; live: number }): Arithmetic {
  const after = validators + 1
  const quorum = quorumOf(after)
  const needed = Math.min(quorum, validators)
  const may = validators > 0 && live >= needed
  const sum = `${validators} validators, ${live} of them live; of ${after} the quorum is ${quorum}`
  if (may) return { may, says: `${sum}: the chain goes on.` }
  return { may, says: `${sum}: bring ${needed - live} back first, or one failure more halts the chain.` }
}

/**
 * Whether one validator that takes part may be taken down for a while: the others have to make blocks without it.
 * @param live how many take part now, that one included.
 */
export function mayRest({ validators, live }: { validators: number; live: number }): Arithmetic {
  const quorum = quorumOf(validators)
  const may = live - 1 >= quorum
  const sum = `${validators} validators, ${live} of them live; the quorum is ${quorum}`
  if (may) return { may, says: `${sum}: the chain goes on without one.` }
  return { may, says: `${sum}: without one more the chain would halt.` }
}

/**
 * Whether a validator may be voted out.
 * @param live how many of those that stay take part now; the leaver is not counted.
 */
export function mayLeave({ validators, live }: { validators: number; live: number }): Arithmetic {
  const after = validators - 1
  if (after < 1) return { may: false, says: 'The last validator cannot leave: nobody would make blocks.' }
  const quorum = quorumOf(after)
  const may = live >= quorum
  const sum = `${validators} validators, ${live} of the ${after} that stay live; of ${after} the quorum is ${quorum}`
  if (may) return { may, says: `${sum}: ${after - quorum} may fail from then on.` }
  return { may, says: `${sum}: bring ${quorum - live} back first, or the chain halts.` }
}
