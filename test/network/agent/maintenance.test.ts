import { describe, expect, it } from '@jest/globals'
import { type Made, type MaintenanceView, maintenance } from '../../../network/agent/maintenance.ts'
import type { Amendment } from '../../../network/amendments/amendment.ts'
import type { Registry } from '../../../network/agent/registry.ts'
import { mayRest } from '../../../network/besu/quorum.ts'
import { address, facts, lately, member, NOW, peer, publicKey, registry } from './network.ts'

const amendment: Amendment = {
  kind: 'block-period',
  seconds: 4,
  beginsAt: NOW + 3600,
  decidedAt: NOW - 10,
  cancelledAt: null,
}
const lease = (n: number, since = NOW - 60, until = NOW + 540) => ({
  node: address(n),
  member: `member-${n}`,
  since,
  until,
})

interface Given extends Partial<Omit<MaintenanceView, 'registry' | 'made'>> {
  readonly registry?: Partial<Registry>
  readonly made?: Made
}

function pass({ registry: changes = {}, made = 'behind', ...view }: Given = {}) {
  const own = facts(4)
  return maintenance({
    member: 'member-1',
    registry: registry(4, { amendments: [amendment], ...changes }),
    now: NOW,
    nodes: [own],
    head: ({ head }) => ({ atHead: NOW - head.time <= 12, quiet: NOW - head.time }),
    made: new Map([[own.node, made]]),
    down: new Set(),
    remaking: new Set(),
    ...view,
  })
}
const said = ({ chainActions, remakes }: ReturnType<typeof pass>) => [
  ...chainActions.map(({ kind }) => kind),
  ...remakes.map((node) => `remake ${node}`),
]
const codes = ({ findings }: ReturnType<typeof pass>) => findings.map(({ code }) => code)

describe('a validator that lacks what was decided', () => {
  it('is taken down only under the lease, and the lease is taken first', () => {
    expect(said(pass())).toEqual(['take-lease'])
    expect(pass().chainActions).toEqual([{ kind: 'take-lease', address: address(1), name: 'member-1-1', seconds: 600 }])
    expect(codes(pass())).toEqual(['AMENDMENT_NOT_APPLIED'])
    expect(said(pass({ registry: { lease: lease(1) } }))).toEqual(['remake member-1-1'])
  })

  it('waits for who has the lease, and for a change of validators', () => {
    expect(said(pass({ registry: { lease: lease(2) } }))).toEqual([])
    const change = { node: address(4), activation: true, number: 1, confirmed: false }
    expect(said(pass({ registry: { change } }))).toEqual([])
  })

  it('is never taken down where the others were no quorum without it, lease or not', () => {
    const lonely = { ...facts(4), peers: [peer(2), peer(3)] }
    expect(said(pass({ nodes: [lonely] }))).toEqual([])
    expect(codes(pass({ nodes: [lonely] }))).toContain('MAINTENANCE_HELD')
    expect(said(pass({ nodes: [lonely], registry: { lease: lease(1) } }))).toEqual([])
    // One of the others lost its data and is connected while it fetches them: it makes no block for long.
    const without = { ...facts(4), proposals: lately([1, 2, 3]) }
    expect(said(pass({ nodes: [without] }))).toEqual([])
    expect(codes(pass({ nodes: [without] }))).toContain('MAINTENANCE_HELD')
    expect(said(pass({ nodes: [{ ...facts(4), proposals: lately([2, 3, 4]) }] }))).toEqual(['take-lease'])
    for (const validators of [1, 2, 3, 4, 5, 6, 7, 10, 25]) {
      for (let live = 0; live <= validators; live += 1) {
        expect(mayRest({ validators, live }).may).toBe(3 * (live - 1) >= 2 * validators)
      }
    }
  })

  it('needs no lease where its head is old: nobody counts on it, and it may never follow again without', () => {
    const stale = { ...facts(4), head: { number: 50, time: NOW - 900 } }
    expect(said(pass({ nodes: [stale] }))).toEqual(['remake member-1-1'])
    expect(said(pass({ nodes: [stale], registry: { lease: lease(2) } }))).toEqual(['remake member-1-1'])
  })

  // Seen on a real Besu: the pause while one restarted was taken for a halt, and two more went down in the same second.
  it('waits its turn through a pause of the chain, however many others see the same pause', () => {
    for (const seconds of [13, 37, 599]) {
      const paused = { ...facts(4), head: { number: 50, time: NOW - seconds } }
      expect(said(pass({ nodes: [paused], registry: { lease: lease(2) } }))).toEqual([])
      expect(said(pass({ nodes: [paused] }))).toEqual(['take-lease'])
    }
  })

  it('of a suspended member takes no lease', () => {
    const members = [member(1, { status: 'suspended' }), member(2), member(3), member(4)]
    expect(said(pass({ registry: { members } }))).toEqual([])
  })

  it('is left alone while it is being made anew, but for its lease that would lapse', () => {
    const remaking = new Set(['member-1-1'])
    expect(said(pass({ remaking }))).toEqual([])
    expect(said(pass({ remaking, registry: { lease: lease(1) } }))).toEqual([])
    expect(said(pass({ remaking, registry: { lease: lease(1, NOW - 500, NOW + 100) } }))).toEqual(['take-lease'])
  })

  it('is made anew in the same way where its release is another since', () => {
    const given = { made: 'outdated', registry: { amendments: [] } } as const
    expect(said(pass(given))).toEqual(['take-lease'])
    expect(codes(pass(given))).toEqual(['NODE_OUTDATED'])
    expect(said(pass({ ...given, registry: { amendments: [], lease: lease(1) } }))).toEqual(['remake member-1-1'])
  })

  it('waits for who writes what it is made from, and says what they have to run', () => {
    const { findings, ...rest } = pass({ made: 'unwritten' })
    expect(said({ findings, ...rest })).toEqual([])
    expect(findings).toMatchObject([{ code: 'AMENDMENT_BY_HAND', remedy: expect.stringContaining('quorate apply') }])
    expect(codes(pass({ made: 'unwritten', now: NOW + 7200 }))).toEqual(['AMENDMENT_BY_HAND'])
  })

  it('that was made otherwise is not touched: its operator changed it', () => {
    for (const made of ['other', 'unknown', 'unfit', 'current'] as const) expect(said(pass({ made }))).toEqual([])
    expect(codes(pass({ made: 'unfit' }))).toEqual(['AMENDMENT_UNKNOWN'])
    expect(codes(pass({ made: 'unknown' }))).toEqual(['AMENDMENT_BY_HAND'])
    expect(codes(pass({ made: 'unknown', now: NOW + 3600 }))).toEqual([])
  })
})

describe('a lease of one’s own', () => {
  const mine = { registry: { lease: lease(1) }, made: 'current' } as const

  it('is given back when its node is at the head and sees a quorum', () => {
    expect(said(pass(mine))).toEqual(['return-lease'])
  })

  it('is kept, and renewed, while its node catches up or sees too few', () => {
    const syncing = { ...facts(4), syncing: true }
    const alone = { ...facts(4), peers: [peer(2)] }
    const behind = { ...facts(4), head: { number: 5, time: NOW - 900 } }
    for (const one of [syncing, alone, behind]) {
      expect(said(pass({ ...mine, nodes: [one] }))).toEqual([])
      const late = { lease: lease(1, NOW - 500, NOW + 100) }
      expect(said(pass({ ...mine, nodes: [one], registry: late }))).toEqual(['take-lease'])
    }
  })

  it('is kept while its node is silent', () => {
    expect(said(pass({ ...mine, nodes: [] }))).toEqual([])
  })

  it('is given back by an agent that was started meanwhile: what it does follows from what it sees', () => {
    expect(said(pass({ ...mine, registry: { lease: lease(1), amendments: [] } }))).toEqual(['return-lease'])
  })
})

describe('of several own nodes', () => {
  const second = { ...facts(4), node: 'member-1-2', address: address(9), publicKey: publicKey(9) }
  const both = [facts(4), second]
  const made = (one: Made, two: Made) =>
    new Map([
      ['member-1-1', one],
      ['member-1-2', two],
    ])
  const two = (one: Made, other: Made, changes: Partial<Registry> = {}) =>
    maintenance({
      member: 'member-1',
      registry: registry(4, { amendments: [amendment], ...changes }),
      now: NOW,
      nodes: both,
      head: () => ({ atHead: true, quiet: 0 }),
      made: made(one, other),
      down: new Set(),
      remaking: new Set(),
    })

  it('the observer comes first, with no lease, and then the validator', () => {
    expect(said(two('behind', 'behind'))).toEqual(['remake member-1-2'])
    expect(said(two('behind', 'current'))).toEqual(['take-lease'])
  })

  it('only the leased one is taken down', () => {
    const validators = [address(1), address(2), address(3), address(4), address(9)]
    const peers = [peer(2), peer(3), peer(4), peer(9)]
    const nodes = [
      { ...facts(4), validators, peers },
      { ...second, validators, peers: [peer(1), peer(2), peer(3), peer(4)] },
    ]
    const view = maintenance({
      member: 'member-1',
      registry: registry(4, { amendments: [amendment], lease: lease(1) }),
      now: NOW,
      nodes,
      head: () => ({ atHead: true, quiet: 0 }),
      made: made('current', 'behind'),
      down: new Set(),
      remaking: new Set(),
    })
    expect(said(view)).toEqual(['return-lease'])
  })
})

describe('others', () => {
  it('are told who keeps them waiting for long', () => {
    expect(codes(pass({ made: 'current', registry: { lease: lease(2, NOW - 899) } }))).toEqual([])
    const { findings } = pass({ made: 'current', registry: { lease: lease(2, NOW - 901) } })
    expect(findings).toMatchObject([{ code: 'LEASE_LONG', subject: 'member-2-1' }])
  })
})
