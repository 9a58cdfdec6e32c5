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
  /** Since when as many validators as make a block are in reach again, by `Watch.elapsed`; undefined before. */
  readonly reachableSince: number | undefined
  /** Since when they are not, after a restart. */
  readonly apartSince?: number | undefined
  /** Too few validators were in reach at some time of it. */
  readonly lost: boolean
  readonly restarted: boolean
}

export interface Watch {
  /** Unix seconds. */
  readonly now: number
  /** Seconds since some moment, by a clock that nobody sets. */
  readonly elapsed: number
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
 * go. Where nobody goes, as after a full stop, it has no reason to. Once for each return of a quorum; the journal holds it as well.
 */
export function stallOf(facts: NodeFacts, before: Episode | undefined, watch: Watch): StallDecision {
  const { head, validators, address } = facts
  const stands = watch.now - head.time > watch.threshold
  const validates = validators.includes(address)
  if (!stands || !validates || facts.syncing) return { episode: undefined, restart: false }
  const none = { head: head.number, reachableSince: undefined, lost: false, restarted: false }
  const enough = liveValidators(facts).length >= quorumOf(validators.length)
  const known = goneAgain(before?.head === head.number ? before : none, enough, watch)
  const begun = head.number > 0
  const reached = known.reachableSince ?? (enough ? watch.elapsed : undefined)
  const returned = reached === undefined ? 0 : watch.now - (watch.elapsed - reached)
  const cameBack = begun && isLate(watch.since, { after: head.time + watch.threshold, returned })
  const seconds = Math.min(watch.now - head.time, watch.watched)
  // That a peer counted as connected when it was gone was no return.
  const wentSilent = !enough && !known.lost && !cameBack && seconds < BLIND
  const reachableSince = wentSilent ? undefined : reached
  const episode = { ...known, reachableSince, lost: known.lost || !enough }
  const due = reachableSince !== undefined && (cameBack ? !enough : watch.elapsed >= reachableSince + SETTLE)
  const restart = due && !episode.restarted && (begun ? long(episode, seconds) : waited(episode, watch))
  return { episode: { ...episode, restarted: episode.restarted || restart }, restart }
}

/**
 * The others restart as well, and are away for no longer than a start takes. If they are, what came back has gone again:
 * rounds grow as before, and its next return is healed anew.
 */
function goneAgain(episode: Episode, enough: boolean, { elapsed }: Watch): Episode {
  if (!episode.restarted || enough) return { ...episode, apartSince: undefined }
  const apartSince = episode.apartSince ?? elapsed
  if (elapsed - apartSince <= START) return { ...episode, apartSince }
  return { ...episode, apartSince: undefined, reachableSince: undefined, restarted: false }
}

/**
 * Whether it came back about when a quorum did, and not long before: one that somebody else restarted while others were
 * away, a kubelet for one, has gone through its rounds since then like those who stayed.
 */
function isLate(
  since: number | undefined,
  { after, returned }: { readonly after: number; readonly returned: number },
): boolean {
  return since !== undefined && since > after && since >= returned - START
}

function long({ lost }: Episode, seconds: number): boolean {
  return seconds >= (lost ? SHORTEST : UNEXPLAINED)
}

/** Before block 1 rounds grow as well (seen: round 10 after 54 minutes alone), so a founder that started early holds up all. */
function waited({ lost }: Episode, { watched }: Watch): boolean {
  return lost && watched >= UNEXPLAINED
}
