import { quorumOf } from '../../../network/consortium/quorum.ts'

/** A model of how QBFT's rounds meet in Besu 26.8: what a node hears only while it runs is all that it ever knows. */
export interface Life {
  /** Seconds since the last block at which the node began; below zero where it ran already. */
  readonly from: number
  readonly to: number
}

export interface Model {
  /** Of each validator, when it ran; a restart is two lives. */
  readonly lives: readonly (readonly Life[])[]
  /** Seconds that round 0 lasts. */
  readonly timeout: number
  /** Whose turn round 0 is. */
  readonly first: number
}

interface Running {
  round: number
  ends: number
  /** By round: who was heard to have gone there. */
  readonly heard: Map<number, Set<number>>
}

const STEP = 0.25
const FAR = 20_000

/** Seconds since the last block at which the next one comes. */
export function nextBlock({ lives, timeout, first }: Model): number {
  const count = lives.length
  const running: (Running | undefined)[] = lives.map(() => undefined)
  const quorum = quorumOf(count)
  const enter = (node: Running, round: number, now: number) => {
    node.round = round
    node.ends = now + timeout * 2 ** round
  }
  for (let now = 0; now < FAR; now += STEP) {
    for (const [i, own] of lives.entries()) {
      const up = own.some(({ from, to }) => from <= now && now < to)
      if (!up) running[i] = undefined
      else running[i] ??= { round: 0, ends: now + timeout, heard: new Map() }
    }
    const begins = running.map((node) => node !== undefined && node.round === 0 && node.ends === now + timeout)
    const fresh = running.filter((node) => node?.round === 0).length
    if (begins[first % count] === true && fresh >= quorum) return now
    for (const [i, node] of running.entries()) {
      if (node === undefined || node.ends > now) continue
      enter(node, node.round + 1, now)
      for (const other of running) other?.heard.set(node.round, (other.heard.get(node.round) ?? new Set()).add(i))
    }
    for (const [i, node] of running.entries()) {
      if (node === undefined) continue
      const agreed = [...node.heard].flatMap(([round, who]) =>
        who.size >= quorum && round >= node.round ? [round] : [],
      )
      const [target] = agreed.toSorted((a, b) => b - a)
      if (target === undefined) continue
      if (target > node.round) enter(node, target, now)
      // Who is not beyond that round takes its proposal.
      const takers = running.filter((one) => one !== undefined && one.round <= target).length
      if ((first + target) % count === i && takers >= quorum) return now
    }
  }
  return FAR
}
