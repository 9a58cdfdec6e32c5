import type { NodeFacts } from './node-facts.ts'

/** An own node's newest block, and since when it has been seen to be that, in seconds of a clock that nobody sets. */
export interface HeadSeen {
  readonly number: number
  readonly since: number
  /** Whether an older one was seen before. */
  readonly came: boolean
}

export function seeHead({ head }: NodeFacts, before: HeadSeen | undefined, elapsed: number): HeadSeen {
  if (before?.number === head.number) return before
  return { number: head.number, since: elapsed, came: before !== undefined && before.number < head.number }
}

export interface HeadState {
  /** It takes the chain's newest blocks. */
  readonly atHead: boolean
  /** Seconds for which no block came. */
  readonly quiet: number
}

/**
 * A clock that is ahead makes every block look old. So a chain is quiet for no longer than it has been watched without a
 * block, and a node that takes blocks as they come is at the head whatever their times say. One that says itself that it
 * lags takes old ones: there the times alone tell.
 * @param at `now` in Unix seconds by this machine's clock, `elapsed` by the one that `seeHead` was given
 */
export function headState(
  { head, syncing }: Pick<NodeFacts, 'head' | 'syncing'>,
  seen: HeadSeen,
  at: { readonly now: number; readonly elapsed: number; readonly headAgeSeconds: number },
): HeadState {
  const age = at.now - head.time
  const watched = at.elapsed - seen.since
  const comes = seen.came && watched <= at.headAgeSeconds && !syncing
  return { atHead: age <= at.headAgeSeconds || comes, quiet: syncing ? age : Math.min(age, watched) }
}
