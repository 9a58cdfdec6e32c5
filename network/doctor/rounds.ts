/**
 * QBFT's rounds at one height: round r lasts T · 2^r, so that the rounds up to and with r last T · (2^(r+1) − 1).
 * No RPC and no metric tells the round; it follows from the head's age, or stands in the log.
 */
export interface RoundEstimate {
  readonly round: number
  /** Seconds until it ends. */
  readonly left: number
  /** Seconds from the return of a quorum until a block comes by itself: it falls into one round or the next. */
  readonly alone: { readonly least: number; readonly most: number }
}

/** @param waited seconds since the round 0 of this height began. @param timeout T, in seconds. */
export function roundAfter(waited: number, timeout: number): RoundEstimate {
  const round = Math.max(0, Math.floor(Math.log2(waited / timeout + 1)))
  return { round, left: Math.max(0, Math.ceil(until(round, timeout) - waited)), alone: aloneFrom(round, timeout) }
}

/** By a line of the log: the round it moved to, and how long ago. */
export function roundByLog(round: number, age: number, timeout: number): RoundEstimate {
  return { round, left: Math.max(0, Math.ceil(timeout * 2 ** round - age)), alone: aloneFrom(round, timeout) }
}

/** A node that comes back begins at round 0 and has to climb to where the others are, or to the round after that. */
function aloneFrom(round: number, timeout: number) {
  return { least: until(round, timeout), most: until(round + 1, timeout) }
}

function until(round: number, timeout: number): number {
  return timeout * (2 ** (round + 1) - 1)
}
