import { describe, expect, it } from '@jest/globals'
import { type Episode, stallOf } from '../../../network/agent/stall.ts'
import type { NodeFacts } from '../../../network/agent/node-facts.ts'
import { address, facts, NOW, peer } from './network.ts'

const THRESHOLD = 12

/** Looks each second at the same node, and tells at which seconds it is restarted. */
function restarts(
  seconds: number,
  at: (second: number) => NodeFacts,
  since?: (second: number) => number | undefined,
  ahead = 0,
): number[] {
  let episode: Episode | undefined
  let seen = { head: -1, second: 0 }
  return Array.from({ length: seconds }, (_, second) => second).filter((second) => {
    const own = at(second)
    if (own.head.number !== seen.head) seen = { head: own.head.number, second }
    const watch = {
      now: NOW + second + ahead,
      elapsed: second,
      watched: second - seen.second,
      threshold: THRESHOLD,
      since: since?.(second),
    }
    const decision = stallOf(own, episode, watch)
    episode = decision.episode
    return decision.restart
  })
}

const first = [1, 2, 3, 4].toSorted((a, b) => (address(a) < address(b) ? -1 : 1))
const nodeAt = (place: number, peers: readonly number[]): NodeFacts => {
  const n = first[place] ?? 0
  return { ...facts(4), address: address(n), peers: peers.filter((one) => one !== n).map((one) => peer(one)) }
}
/** Two of four are gone until second 85. */
const outage = (place: number) => (second: number) =>
  nodeAt(place, second < 85 ? [first[0] ?? 0, first[1] ?? 0] : [1, 2, 3, 4])
/** The same, seen by one of the two that came back at second 84: those who stayed go at 90, and are back at 110. */
const away = (until: number) => (second: number) =>
  nodeAt(2, second < 90 || second >= until ? [1, 2, 3, 4] : [first[2] ?? 0, first[3] ?? 0])
const SINCE = () => NOW + 84

describe('a stall', () => {
  it('is no stall while blocks come', () => {
    expect(restarts(300, (second) => ({ ...facts(4), head: { number: second, time: NOW + second } }))).toEqual([])
  })

  it('is none of the making of a clock that is ahead, with one of four down', () => {
    const comes = (second: number) => {
      const number = Math.floor(second / 10)
      return { ...nodeAt(0, [first[1] ?? 0, first[2] ?? 0]), head: { number: 100 + number, time: NOW + 10 * number } }
    }
    expect(restarts(300, comes, undefined, 700)).toEqual([])
    expect(restarts(100, outage(0), undefined, 700)).toEqual([90])
  })

  it('heals by one restart of each that stayed, all at once, when a quorum is back', () => {
    for (const place of [0, 1]) expect(restarts(600, outage(place))).toEqual([90])
  })

  it('and of each that came back, when those who stayed go: all have to begin a round together', () => {
    expect(restarts(600, away(110), SINCE)).toEqual([90])
  })

  it('asks nothing of a node that came back where nobody goes: after a full stop all begin together anyway', () => {
    expect(restarts(600, away(90), SINCE)).toEqual([])
  })

  it('heals as well where somebody else restarted those who stayed, long before the others came back', () => {
    const long = (second: number) => nodeAt(0, second < 1000 ? [first[0] ?? 0, first[1] ?? 0] : [1, 2, 3, 4])
    expect(restarts(1200, long, () => NOW + 690)).toEqual([1005])
    expect(restarts(1200, long, () => NOW + 900)).toEqual([])
  })

  it('heals by one where those who went had lost their power or their wire, and counted as connected for a while', () => {
    // Blind to it until second 45, alone until 300; then all are there again.
    const cut = (place: number) => (second: number) =>
      nodeAt(place, second >= 45 && second < 300 ? [first[0] ?? 0, first[1] ?? 0] : [1, 2, 3, 4])
    for (const place of [0, 1]) expect(restarts(600, cut(place), () => NOW - 900)).toEqual([305])
    expect(restarts(600, cut(0))).toEqual([305])
  })

  it('is no loss where others restart that saw nobody go either: all do at once', () => {
    const place = (second: number) => nodeAt(0, second >= 179 && second < 200 ? [first[1] ?? 0] : [1, 2, 3, 4])
    expect(restarts(600, place)).toEqual([179])
  })

  it('is not healed by restarts while there is no quorum', () => {
    expect(restarts(600, () => nodeAt(0, [2]))).toEqual([])
  })

  it('goes on being one episode when peers are lost again, since the others restart as well', () => {
    expect(restarts(600, (second) => (second >= 86 && second < 120 ? nodeAt(1, []) : outage(1)(second)))).toEqual([90])
  })

  it('is healed again where what came back has gone for longer than a start takes, and comes back once more', () => {
    // One of the two that were away runs for five seconds, and for good from second 4000 on.
    const flaps = (second: number) =>
      nodeAt(0, (second >= 100 && second < 106) || second >= 4000 ? [1, 2, 3, 4] : [first[0] ?? 0, first[1] ?? 0])
    expect(restarts(4600, flaps)).toEqual([105, 4005])
  })

  it('is left to itself for a minute, and for three where everybody is there: a busy machine is not helped by restarts', () => {
    const short = (second: number) => nodeAt(0, second < 20 ? [] : [1, 2, 3, 4])
    expect([restarts(60, short), restarts(61, short)]).toEqual([[], [60]])
    const everybody = () => nodeAt(0, [1, 2, 3, 4])
    expect([restarts(180, everybody), restarts(181, everybody)]).toEqual([[], [180]])
  })

  it('is another episode after another block', () => {
    const at = (second: number): NodeFacts => {
      const again = second >= 300
      return { ...nodeAt(0, [1, 2, 3, 4]), head: { number: again ? 101 : 100, time: again ? NOW + 300 : NOW } }
    }
    expect(restarts(600, at)).toEqual([180, 300 + 180])
  })

  it('is what a founder is in that waits at block 0 for the others, once they are there', () => {
    const begins = (quorum: number) => (second: number) => ({
      ...nodeAt(0, second < quorum ? [first[1] ?? 0] : [1, 2, 3, 4]),
      head: { number: 0, time: 0 },
    })
    expect(restarts(1200, begins(600))).toEqual([605])
    expect(restarts(1200, begins(600), SINCE)).toEqual([605])
    expect(restarts(1200, begins(20))).toEqual([180])
    expect(restarts(1200, begins(0))).toEqual([])
  })

  it('is nothing to a node that does not validate, that catches up, or that begins with all others', () => {
    expect(restarts(100, () => ({ ...facts(4), address: address(9) }))).toEqual([])
    expect(restarts(100, () => ({ ...facts(4), syncing: true }))).toEqual([])
    expect(restarts(100, () => ({ ...facts(4), head: { number: 0, time: 0 } }))).toEqual([])
  })
})
