import { quorumOf } from '../consortium/quorum.ts'
import type { Hex } from '../hex.ts'
import { liveValidators, type NodeFacts } from './node-facts.ts'

/** Seconds between one validator's restart and the next one's, so that not all are away at once. */
const STAGGER = 3

/**
 * Seconds without a block below which no restart is worth it: rounds that short end about as soon as a node starts, and
 * a machine that is merely overloaded would only be loaded more.
 */
const SHORTEST = 60
/** The same where nobody was seen to be away: something else keeps blocks back, and a restart is a last try. */
const UNEXPLAINED = 180

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
 * and a node that starts is in round 0 again. Once in an episode, in turn, and only when enough validators are back; one
 * that itself started after they fell silent is in a low round already.
 */
export function stallOf(facts: NodeFacts, before: Episode | undefined, watch: Watch): StallDecision {
  const { head, validators, address } = facts
  const stands = watch.now - head.time > watch.threshold
  const validates = validators.includes(address)
  if (!stands || !validates || facts.syncing) return { episode: undefined, restart: false }
  const none: Episode = { head: head.number, reachableSince: undefined, lost: false, restarted: false }
  const known = before?.head === head.number ? before : none
  const enough = liveValidators(facts).length >= quorumOf(validators.length)
  const reachableSince = known.reachableSince ?? (enough ? watch.now : undefined)
  const episode = { ...known, reachableSince, lost: known.lost || !enough }
  const young = watch.since !== undefined && watch.since > head.time + watch.threshold
  const long = watch.now - head.time >= (episode.lost ? SHORTEST : UNEXPLAINED)
  const due = long && reachableSince !== undefined && watch.now >= reachableSince + place(validators, address) * STAGGER
  // Block 0 was never followed by rounds that grew: a network that has not begun yet begins when its nodes meet.
  const restart = due && !episode.restarted && !young && head.number > 0
  return { episode: { ...episode, restarted: episode.restarted || restart || young }, restart }
}

function place(validators: readonly Hex[], address: Hex): number {
  return validators.toSorted().indexOf(address)
}
