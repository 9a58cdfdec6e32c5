import { describe, expect, it } from '@jest/globals'
import { blank, decide } from '../../../network/agent/decide.ts'
import { meetAgain } from '../../../network/agent/joiner.ts'
import { enode, facts, member, NOW, peer, registry } from './network.ts'

const HEAD = { number: 1_000, time: NOW }
/** Member 5's node is let in, and follows the chain by its own word. */
const joining = (state = 'synced') =>
  registry(4, { members: [...[1, 2, 3, 4].map((n) => member(n)), member(5, { state })] })
const told = (block: number) => ({
  ...facts(4, { head: HEAD }),
  peers: [...[2, 3, 4].map((n) => peer(n, { told: 0 })), peer(5, { told: block })],
  allowedNodes: [1, 2, 3, 4, 5].map((n) => enode(n)),
})
const fresh = { before: new Map<string, number>(), elapsed: 0 }
const again = { node: 'member-1-1', kind: 'meet-again', enode: enode(5) }

describe('a joiner that told its newest block long ago', () => {
  it('is met again, and validators are not: their blocks are seen', () => {
    expect(meetAgain(told(0), joining(), fresh).actions).toEqual([again])
    expect(meetAgain(told(949), joining('active'), fresh).actions).toEqual([again])
  })

  it('is left alone where it told lately, is not connected, or does not say yet that it follows the chain', () => {
    expect(meetAgain(told(950), joining(), fresh).actions).toEqual([])
    expect(meetAgain(told(0), joining('candidate'), fresh).actions).toEqual([])
    expect(meetAgain({ ...told(0), peers: [peer(2)] }, joining(), fresh).actions).toEqual([])
  })

  it('is met again no sooner than half a minute later: it may be catching up, and needs whom it is connected to', () => {
    const { meetings } = meetAgain(told(0), joining(), fresh)
    const away = meetAgain({ ...told(0), peers: [peer(2)] }, joining(), { before: meetings, elapsed: 5 })
    expect(meetAgain(told(0), joining(), { before: away.meetings, elapsed: 29 }).actions).toEqual([])
    expect(meetAgain(told(0), joining(), { before: away.meetings, elapsed: 30 }).actions).toEqual([again])
  })

  it('concerns no node that does not validate, which votes for nobody, and not the joiner itself', () => {
    const observer = { ...told(0), address: peer(8).address }
    expect(meetAgain(observer, joining(), fresh).actions).toEqual([])
    const itself = { ...told(0), address: peer(5).address, validators: facts(5).validators.slice(0, 4) }
    expect(meetAgain(itself, joining(), fresh).actions).toEqual([])
  })

  it('is put to its duty by whom it told', () => {
    const kinds = (block: number) => {
      const seen = { ...SEEN, nodes: [told(block)] }
      const rounds = [100, 101, 102, 103].map((at) => decide({ ...seen, registry: { ...joining(), block: at } }, blank))
      return rounds.flatMap(({ chainActions }) => chainActions.map(({ kind }) => kind))
    }
    expect(kinds(0)).toEqual([])
    expect(kinds(990)).toContain('activate')
  })
})

const SEEN = {
  member: 'member-1',
  genesisHash: '0x99',
  headAgeSeconds: 12,
  now: NOW,
  elapsed: 0,
  since: new Map(),
  proposals: [],
  records: new Map(),
  named: [],
  announced: undefined,
  own: undefined,
  upkeep: { made: new Map(), down: new Set<string>(), remaking: new Set<string>() },
} as const
