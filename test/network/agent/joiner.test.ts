import { describe, expect, it } from '@jest/globals'
import { blank, decide } from '../../../network/agent/decide.ts'
import { meetAgain, reasonToWaitFor, type Words, wordsOf } from '../../../network/agent/joiner.ts'
import { address, enode, facts, lately, member, NOW, peer, publicKey, registry, seen } from './network.ts'

const HEAD = { number: 1_000, time: NOW }
const nobody: Words = new Map()
/** Member 5's node is let in, and follows the chain by its own word. */
const joining = (state = 'synced', block = 1_000) =>
  registry(4, { block, members: [...[1, 2, 3, 4].map((n) => member(n)), member(5, { state })] })
const told = (block: number) => ({
  ...facts(4, { head: HEAD }),
  peers: [...[2, 3, 4].map((n) => peer(n, { told: 0 })), peer(5, { told: block })],
  allowedNodes: [1, 2, 3, 4, 5].map((n) => enode(n)),
})
const given = { words: nobody, before: new Map<string, number>(), elapsed: 0, settled: true }
const again = { node: 'member-1-1', kind: 'meet-again', enode: enode(5) }

describe('a joiner', () => {
  it('follows the chain by its word of a moment ago, or by what its node told when it was met', () => {
    const before = wordsOf(joining('candidate'), nobody)
    const said = wordsOf(joining('synced', 950), before)
    expect(said.get(address(5))).toBe(950)
    expect(wordsOf(joining('active', 990), said).get(address(5))).toBe(950)
    const waits = (block: number, words: Words) => reasonToWaitFor(address(5), told(block), words)
    expect([waits(0, said), waits(900, nobody)]).toEqual([undefined, undefined])
    expect(waits(0, nobody)).toContain('at block 0, and the newest is 1000')
    expect(waits(0, new Map([[address(5), 899]]))).toContain('at block 899')
    expect(reasonToWaitFor(address(5), { ...told(0), peers: [peer(2)] }, said)).toContain('not connected')
  })

  it('has said so at some time that nobody knows where it had before it was first looked at', () => {
    expect(wordsOf(joining(), nobody).get(address(5))).toBeUndefined()
    expect(wordsOf(joining(), wordsOf(joining(), nobody)).get(address(5))).toBeUndefined()
  })

  it('whose word is old is met again, and no validator: its blocks are seen', () => {
    expect(meetAgain(told(0), joining(), given).actions).toEqual([again])
    expect(meetAgain(told(899), joining('active'), given).actions).toEqual([again])
  })

  it('is left alone where it was at the head lately, is voted for, is not connected, or has not said that it follows', () => {
    const said = { ...given, words: new Map([[address(5), 990]]) }
    expect(meetAgain(told(0), joining(), said).actions).toEqual([])
    expect(meetAgain(told(900), joining(), given).actions).toEqual([])
    expect(meetAgain({ ...told(0), votes: { [address(5)]: true } }, joining('active'), given).actions).toEqual([])
    expect(meetAgain({ ...told(0), peers: [peer(2)] }, joining(), given).actions).toEqual([])
    expect(meetAgain(told(0), joining('candidate'), given).actions).toEqual([])
  })

  it('that waits for something else keeps whom it is connected to', () => {
    expect(meetAgain(told(0), joining(), { ...given, settled: false }).actions).toEqual([])
    const few = { ...told(0), proposals: lately([1, 2]) }
    expect(meetAgain(few, joining('active'), given).actions).toEqual([])
    const members = [...[1, 2, 3, 4].map((n) => member(n)), member(5, { state: 'synced', status: 'suspended' })]
    expect(meetAgain(told(0), { ...joining(), members }, given).actions).toEqual([])
  })

  it('is met again no sooner than two minutes later: it may be catching up', () => {
    const { meetings } = meetAgain(told(0), joining(), given)
    const away = meetAgain({ ...told(0), peers: [peer(2)] }, joining(), { ...given, before: meetings, elapsed: 5 })
    const later = (elapsed: number) => meetAgain(told(0), joining(), { ...given, before: away.meetings, elapsed })
    expect([later(119).actions, later(120).actions]).toEqual([[], [again]])
  })

  it('concerns no node that does not validate, which votes for nobody, and not itself', () => {
    expect(meetAgain({ ...told(0), address: address(8) }, joining(), given).actions).toEqual([])
    const validators = facts(4).validators
    const itself = { ...told(0), address: address(5), publicKey: publicKey(5), validators }
    expect(meetAgain(itself, joining(), given).actions).toEqual([])
  })

  it('is put to its duty by who knows that it follows', () => {
    const kinds = (block: number) => {
      const rounds = [1_000, 1_001, 1_002, 1_003, 1_004].map((at) =>
        decide(seen({ nodes: [told(block)], registry: joining('synced', at) }), blank),
      )
      return rounds.flatMap(({ chainActions }) => chainActions.map(({ kind }) => kind))
    }
    expect(kinds(0)).toEqual([])
    expect(kinds(990)).toContain('activate')
  })
})
