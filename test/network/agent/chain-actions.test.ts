import { describe, expect, it } from '@jest/globals'
import { type ChainView, chainActions } from '../../../network/agent/chain-actions.ts'
import { hasTurn } from '../../../network/agent/turn.ts'
import { address, facts, lately, member, NOW, peer, registry } from './network.ts'

const view = (changes: Partial<ChainView> = {}): ChainView => ({
  member: 'member-1',
  registry: registry(4),
  nodes: [facts(4)],
  proposals: [],
  announced: undefined,
  own: undefined,
  ...changes,
})

/** Member 5's view of its own candidate, which sees so many of the four validators. */
function candidate(seen: readonly number[], changes = {}): ChainView {
  const own = { ...facts(4), node: 'member-5-1', address: address(5), peers: seen.map((n) => peer(n)), ...changes }
  const members = [...registry(4).members, member(5, { state: 'candidate' })]
  return view({ member: 'member-5', registry: registry(4, { members }), nodes: [own] })
}

/** Of four validators, connected to one more node. */
const seeing = (n: number) => facts(4, { peers: [2, 3, 4, n].map((one) => peer(one)) })

const change = (node: number, activation: boolean, confirmed = false) => ({
  node: address(node),
  activation,
  number: 3,
  confirmed,
})

describe('what an agent says on chain', () => {
  it('is nothing where nothing is to be said, and nothing while its member is not active', () => {
    expect(chainActions(view())).toEqual([])
    const members = [member(1, { status: 'suspended' }), ...[2, 3, 4].map((n) => member(n))]
    const all = view({ registry: registry(4, { members, change: change(2, true) }) })
    expect(chainActions(all)).toEqual([])
  })

  it('is that its candidate follows the chain, once it sees a quorum of validators', () => {
    expect(chainActions(candidate([1, 2]))).toEqual([])
    expect(chainActions(candidate([1, 2, 3], { syncing: true }))).toEqual([])
    expect(chainActions(candidate([1, 2, 3]))).toEqual([
      { kind: 'mark-synced', address: address(5), name: 'member-5-1' },
    ])
  })

  it('is that an emergency action is over, once it is: one member at each block, and every member at some', () => {
    const acting = (block: number, time: number) =>
      [1, 2, 3, 4].filter((n) => {
        const emergency = { member: 'member-9', number: 2, until: NOW }
        const named = view({ member: `member-${n}`, registry: registry(4, { block, time, emergency }) })
        return chainActions(named).some(({ kind }) => kind === 'lapse')
      })
    const blocks = Array.from({ length: 32 }, (_, i) => acting(1000 + i, NOW))
    expect(blocks.map(({ length }) => length)).toEqual(blocks.map(() => 1))
    expect([...new Set(blocks.flat())].toSorted()).toEqual([1, 2, 3, 4])
    expect(Array.from({ length: 32 }, (_, i) => acting(1000 + i, NOW - 1)).flat()).toEqual([])
  })

  it('is nothing about candidates of others', () => {
    expect(chainActions({ ...candidate([1, 2, 3]), member: 'member-1' })).toEqual([])
  })

  it('puts a synced node to its duty: one member at each block, and every member at some', () => {
    const members = [...registry(4).members, member(5, { state: 'synced' })]
    const acting = (block: number) =>
      [1, 2, 3, 4, 5].filter((n) => {
        const named = view({ member: `member-${n}`, registry: registry(4, { members, block }), nodes: [seeing(5)] })
        return chainActions(named).some(({ kind }) => kind === 'activate')
      })
    const blocks = Array.from({ length: 40 }, (_, i) => acting(1000 + i))
    expect(blocks.map(({ length }) => length)).toEqual(blocks.map(() => 1))
    expect([...new Set(blocks.flat())].toSorted()).toEqual([1, 2, 3, 4, 5])
  })

  describe('of a suspended member’s validator', () => {
    const members = [1, 2, 3, 4].map((n) => member(n)).concat(member(5, { status: 'suspended' }))
    const validators = [1, 2, 3, 4, 5].map(address)
    const said = (changes: object = {}, nodes = [facts(5)]) =>
      Array.from({ length: 20 }, (_, i) => view({ registry: registry(5, { members, block: i, ...changes }), nodes }))
        .flatMap(chainActions)
        .filter(({ kind }) => kind === 'stand-down')

    it('is that it stands down, said at its turn', () => {
      expect(said()[0]).toEqual({ kind: 'stand-down', address: address(5), name: 'member-5-1' })
      expect(said().length).toBeLessThan(20)
    })

    it('is nothing in an emergency, of four validators, while another changes or is down on purpose', () => {
      expect(said({ emergency: { member: 'member-5', number: 1, until: NOW + 100 } })).toEqual([])
      expect(said({ emergency: { member: 'member-4', number: 1, until: NOW + 100 } })).not.toEqual([])
      const without4 = <T>(all: readonly T[]) => all.filter((_, i) => i !== 3)
      const four = { members: without4(members), validators: without4(validators) }
      expect(said(four, [facts(5, { validators: without4(validators) })])).toEqual([])
      expect(said({ change: change(2, true) })).toEqual([])
      expect(said({ lease: { node: address(2), member: 'member-2', since: NOW, until: NOW + 60 } })).toEqual([])
    })

    it('is nothing where too few of the others live: three of four have to', () => {
      const seeing = (live: readonly number[]) => said({}, [facts(5, { peers: live.map((n) => peer(n)) })])
      expect(seeing([2, 3])).not.toEqual([])
      expect(seeing([2, 5])).toEqual([])
      expect(said({}, [facts(5, { proposals: lately([1, 2, 5]) })])).toEqual([])
      expect(said({}, [facts(5, { proposals: lately([1, 2, 3]) })])).not.toEqual([])
    })
  })

  it('activates no validator while a change is in flight, or the chain lags behind the registry', () => {
    const members = [...registry(4).members, member(6, { state: 'synced' })]
    const at = (changes: object, nodes = [seeing(6)]) =>
      Array.from({ length: 20 }, (_, i) => view({ registry: registry(4, { members, block: i, ...changes }), nodes }))
        .flatMap(chainActions)
        .filter(({ kind }) => kind === 'activate').length
    expect(at({})).toBeGreaterThan(0)
    expect(at({ change: change(2, true, true) })).toBe(0)
    expect(at({}, [facts(5, { peers: [peer(6)] })])).toBe(0)
    // Its word that it follows the chain is there, and it is gone.
    expect(at({}, [facts(4)])).toBe(0)
  })

  it('confirms a change its own nodes see done, and no other', () => {
    const flight = registry(5, { change: change(5, true) })
    expect(chainActions(view({ registry: flight, nodes: [facts(5)] }))).toEqual([
      { kind: 'confirm-change', address: address(5), number: 3 },
    ])
    expect(chainActions(view({ registry: flight, nodes: [facts(4)] }))).toEqual([])
    expect(chainActions(view({ registry: flight, nodes: [facts(5), facts(4)] }))).toEqual([])
    const confirmed = registry(5, { change: change(5, true, true) })
    expect(chainActions(view({ registry: confirmed, nodes: [facts(5)] }))).toEqual([])
  })

  it('lets the newcomer confirm nothing: it had no validator before', () => {
    const flight = registry(5, { change: change(5, true) })
    expect(chainActions(view({ member: 'member-5', registry: flight, nodes: [facts(5)] }))).toEqual([])
    const leaves = registry(4, {
      members: [...registry(4).members, member(5, { state: 'retired' })],
      change: change(5, false),
    })
    expect(chainActions(view({ member: 'member-5', registry: leaves })).map(({ kind }) => kind)).toEqual([
      'confirm-change',
    ])
  })

  it('carries passed proposals on, in turn, and not before their time', () => {
    const kinds = (state: 'succeeded' | 'queued' | 'active', eta = 0, held = false) => {
      const proposals = [{ id: 77n, state, eta, held }]
      return new Set(
        Array.from({ length: 16 }, (_, block) => chainActions(view({ registry: registry(4, { block }), proposals })))
          .flat()
          .map(({ kind }) => kind),
      )
    }
    expect(kinds('active')).toEqual(new Set())
    expect(kinds('succeeded')).toEqual(new Set(['queue']))
    expect(kinds('queued', NOW + 1)).toEqual(new Set())
    expect(kinds('queued', NOW)).toEqual(new Set(['execute']))
    expect(kinds('queued', NOW, true)).toEqual(new Set())
  })

  it('announces its own record only where the chain has an older one', () => {
    const record = (serial: number) => ({ serial }) as NonNullable<ChainView['own']>
    const kinds = (own: number, announced?: number) =>
      chainActions(view({ own: record(own), announced: announced === undefined ? undefined : record(announced) }))
        .length
    expect([kinds(1), kinds(2, 1), kinds(2, 2), kinds(2, 3)]).toEqual([1, 1, 0, 0])
  })
})

describe('a turn', () => {
  it('is exactly one member’s at each block, for every job', () => {
    for (const count of [1, 3, 4, 25])
      for (const job of [0, 5, 77])
        for (let block = 0; block < 300; block += 1) {
          const held = Array.from({ length: count }, (_, index) => hasTurn({ index, count }, block, job))
          expect(held.filter((mine) => mine).length).toBe(1)
        }
  })
})
