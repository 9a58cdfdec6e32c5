import { quorumOf } from '../consortium/quorum.ts'
import { liveValidators, type NodeFacts } from './node-facts.ts'

/**
 * Seconds from a quorum's being in reach to the restart: by then those who came back see it too, and follow. All at
 * once, not in turn: no block is made meanwhile, and the nearer their starts, the sooner all are in one round.
 */
const SETTLE = 5

/**
 * Seconds without a block below which no restart is worth it: rounds that short end about as soon as a node starts, and
 * a machine that is merely overloaded would only be loaded more.
 */
const SHORTEST = 60
/** The same where nobody was seen to be away: something else keeps blocks back, and a restart is a last try. */
const UNEXPLAINED = 180
/** Seconds within which a peer that lost its power or its wire counts as connected; nobody restarts unexplained before they are over. */
const BLIND = 120
/** Seconds that a node may take from its start until others see it, on a busy machine. */
const START = 180

/** A time without blocks, as one own validator has seen it. */
export interface Episode {
  /** The block after which none came. */
  readonly head: number
  /** Unix seconds since when as many validators as make a block are in reach again; undefined before. */
  readonly reachableSince: number | undefined
  /** Too few validators were in reach at some time of it. */
  readonly lost: boolean
  readonly restarted: boolean
}

export interface Watch {
  readonly now: number
  /**
   * Seconds for which this head has been seen to be the newest: block 0 is as old as the description says, and any other
   * as this machine's clock is wrong.
   */
  readonly watched: number
  /** A head older than this, in seconds, means that the chain stands still. */
  readonly threshold: number
  /** Unix seconds since when the node's process runs, where its target can tell. */
  readonly since: number | undefined
}

export interface StallDecision {
  /** Undefined where the chain makes blocks. */
  readonly episode: Episode | undefined
  readonly restart: boolean
}

/**
 * Whether one own validator has to be restarted: no round of QBFT ends before it has lasted as long as the outage did,
 * and a node that starts is in round 0 again. Who stayed restarts when a quorum is back. Who came back is ahead of them
 * from then on, by as long as their start takes, and they would need twice that to meet: so it restarts when it sees them
 * go. Where nobody goes, as after a full stop, it has no reason to. Once in an episode, which the journal holds as well.
 */
export function stallOf(facts: NodeFacts, before: Episode | undefined, watch: Watch): StallDecision {
  const { head, validators, address } = facts
  const stands = watch.now - head.time > watch.threshold
  const validates = validators.includes(address)
  if (!stands || !validates || facts.syncing) return { episode: undefined, restart: false }
  const none = { head: head.number, reachableSince: undefined, lost: false, restarted: false }
  const known: Episode = before?.head === head.number ? before : none
  const enough = liveValidators(facts).length >= quorumOf(validators.length)
  const begun = head.number > 0
  const reached = known.reachableSince ?? (enough ? watch.now : undefined)
  const cameBack = begun && isLate(watch.since, { after: head.time + watch.threshold, reachableSince: reached })
  const seconds = Math.min(watch.now - head.time, watch.watched)
  // That a peer counted as connected when it was gone was no return.
  const wentSilent = !enough && !known.lost && !cameBack && seconds < BLIND
  const reachableSince = wentSilent ? undefined : reached
  const episode = { ...known, reachableSince, lost: known.lost || !enough }
  const due = reachableSince !== undefined && (cameBack ? !enough : watch.now >= reachableSince + SETTLE)
  const restart = due && !episode.restarted && (begun ? long(episode, seconds) : waited(episode, watch))
  return { episode: { ...episode, restarted: episode.restarted || restart }, restart }
}

/**
 * Whether it came back about when a quorum did, and not long before: one that somebody else restarted while others were
 * away, a kubelet for one, has gone through its rounds since then like those who stayed.
 */
function isLate(
  since: number | undefined,
  { after, reachableSince = 0 }: { after: number; reachableSince: number | undefined },
): boolean {
  return since !== undefined && since > after && since >= reachableSince - START
}

function long({ lost }: Episode, seconds: number): boolean {
  return seconds >= (lost ? SHORTEST : UNEXPLAINED)
}

/** Before block 1 rounds grow as well (seen: round 10 after 54 minutes alone), so a founder that started early holds up all. */
function waited({ lost }: Episode, { watched }: Watch): boolean {
  return lost && watched >= UNEXPLAINED
}
