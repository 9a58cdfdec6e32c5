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
): number[] {
  let episode: Episode | undefined
  return Array.from({ length: seconds }, (_, second) => second).filter((second) => {
    const decision = stallOf(at(second), episode, { now: NOW + second, threshold: THRESHOLD, since: since?.(second) })
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

describe('a stall', () => {
  it('is no stall while blocks come', () => {
    expect(restarts(300, (second) => ({ ...facts(4), head: { number: second, time: NOW + second } }))).toEqual([])
  })

  it('heals by one restart, once a quorum is back, after its place among the validators', () => {
    expect(restarts(600, outage(0))).toEqual([85])
    expect(restarts(600, outage(1))).toEqual([88])
  })

  it('is not healed by restarts while there is no quorum', () => {
    expect(restarts(600, () => nodeAt(0, [2]))).toEqual([])
  })

  it('goes on being one episode when peers are lost again, since the others restart as well', () => {
    expect(restarts(600, (second) => (second === 86 ? nodeAt(1, []) : outage(1)(second)))).toEqual([88])
  })

  it('asks nothing of a node that itself came back during it: it is in a low round', () => {
    expect(restarts(600, outage(0), () => NOW + 80)).toEqual([])
    expect(restarts(600, outage(0), () => NOW - 1000)).toEqual([85])
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

  it('is nothing to a node that does not validate, that catches up, or that has not begun', () => {
    expect(restarts(100, () => ({ ...facts(4), address: address(9) }))).toEqual([])
    expect(restarts(100, () => ({ ...facts(4), syncing: true }))).toEqual([])
    expect(restarts(100, () => ({ ...facts(4), head: { number: 0, time: 0 } }))).toEqual([])
  })
})
