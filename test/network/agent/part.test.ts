import { describe, expect, it } from '@jest/globals'
import { type HeadSeen, headState, seeHead } from '../../../network/agent/head-seen.ts'
import type { NodeFacts } from '../../../network/agent/node-facts.ts'
import { LEASE_SECONDS, partOf } from '../../../network/agent/part.ts'
import { address, facts, NOW } from './network.ts'

const own = facts(4)
const at = (age: number, number = 50): NodeFacts => ({ ...own, head: { number, time: NOW - age } })
/** Of a node that was watched for so long at this head. */
const part = (one: NodeFacts, watched = 10_000, came = false) =>
  partOf(
    one,
    headState(one, { number: one.head.number, since: 0, came }, { now: NOW, elapsed: watched, headAgeSeconds: 12 }),
  )

describe('whether the chain counts on a node', () => {
  it('it does on a validator whose head is new', () => {
    expect(part(own)).toBe('counted')
    expect(part({ ...own, validators: [address(2), address(3)] })).toBe('idle')
  })

  it('a pause of the chain is waited through for as long as any lease may last, and no longer', () => {
    expect([13, LEASE_SECONDS, LEASE_SECONDS + 1].map((age) => part(at(age)))).toEqual(['paused', 'paused', 'idle'])
  })

  it('it does on nobody before the first block', () => {
    expect([part(at(0, 0)), part(at(900, 0))]).toEqual(['idle', 'idle'])
  })

  it('a halt is one that was watched for as long as its block is old: the clock may be ahead', () => {
    expect([0, LEASE_SECONDS, LEASE_SECONDS + 1].map((watched) => part(at(900), watched))).toEqual([
      'paused',
      'paused',
      'idle',
    ])
  })

  it('it does where blocks come, however old this machine’s clock makes them', () => {
    expect([0, 12, 13, 601].map((watched) => part(at(5000), watched, true))).toEqual([
      'counted',
      'counted',
      'paused',
      'idle',
    ])
  })

  it('it does not on one that catches up: old blocks come there, and it says that it lags', () => {
    expect(part({ ...at(5000), syncing: true }, 1, true)).toBe('idle')
  })
})

describe('a head', () => {
  const seen = (...looks: readonly (readonly [number, number])[]) =>
    looks.reduce<HeadSeen | undefined>(
      (before, [number, elapsed]) => seeHead(at(0, number), before, elapsed),
      undefined,
    )

  it('has come where one before it was seen, and is as old as the first look at it', () => {
    expect(seen([50, 3])).toEqual({ number: 50, since: 3, came: false })
    expect(seen([50, 3], [50, 4])).toEqual({ number: 50, since: 3, came: false })
    expect(seen([50, 3], [51, 4], [51, 9])).toEqual({ number: 51, since: 4, came: true })
    expect(seen([50, 3], [7, 4])).toEqual({ number: 7, since: 4, came: false })
  })
})
