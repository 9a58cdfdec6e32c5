import { describe, expect, it } from '@jest/globals'
import { voteActions } from '../../../network/agent/votes.ts'
import { address, facts, lately, member, NOW, peer, registry } from './network.ts'

const node = 'member-1-1'
const kinds = (votes: ReturnType<typeof voteActions>) => votes.actions.map(({ kind }) => kind)
/** Five should validate, and four do. */
const joining = registry(5)
const near = (...numbers: number[]) => numbers.map((n) => peer(n))

describe('votes for validators', () => {
  it('are none where the chain is as the registry says', () => {
    expect(voteActions(facts(4), registry(4))).toEqual({ actions: [], findings: [] })
  })

  it('are cast for who should join, and once', () => {
    const seen = { ...facts(4), peers: near(2, 3, 4, 5) }
    expect(voteActions(seen, joining).actions).toMatchObject([
      { node, kind: 'vote', validator: address(5), join: true },
    ])
    expect(voteActions({ ...seen, votes: { [address(5)]: true } }, joining).actions).toEqual([])
  })

  it('wait for a joiner that is not connected', () => {
    const votes = voteActions(facts(4), joining)
    expect(votes.actions).toEqual([])
    expect(votes.findings).toMatchObject([{ code: 'VOTE_HELD', subject: 'member-5-1' }])
  })

  it('wait for a joiner that is connected and behind, and stand while it takes long to let it in', () => {
    const at = (number: number, told: number) => {
      const before = { ...facts(4), head: { number, time: NOW } }
      const proposals = Object.fromEntries(before.validators.map((one) => [one, number]))
      return { ...before, proposals, peers: [...near(2, 3, 4), peer(5, { told })] }
    }
    const wiped = voteActions(at(1_000, 0), joining)
    expect([wiped.actions, wiped.findings[0]?.says]).toEqual([
      [],
      expect.stringContaining('at block 0, and the newest is 1000'),
    ])
    expect(kinds(voteActions(at(1_000, 900), joining))).toEqual(['vote'])
    expect(kinds(voteActions(at(1_000, 0), joining, new Map([[address(5), 950]])))).toEqual(['vote'])
    expect(kinds(voteActions({ ...at(1_000, 0), votes: { [address(5)]: true } }, joining))).toEqual([])
  })

  it('wait while one of four is down: of five the quorum is four, and a joiner that fails then would halt all', () => {
    const three = { ...facts(4), peers: near(2, 3, 5) }
    expect(voteActions(three, joining).actions).toEqual([])
    expect(voteActions(three, joining).findings[0]?.says).toContain('quorum')
    // Connected, and its data were lost: it is a long way from making blocks.
    const empty = { ...facts(4), peers: near(2, 3, 4, 5), proposals: lately([1, 2, 3]) }
    expect(voteActions(empty, joining).actions).toEqual([])
  })

  it('are taken back when a validator falls silent before they took effect', () => {
    const three = { ...facts(4), peers: near(2, 3, 5), votes: { [address(5)]: true } }
    expect(voteActions(three, joining).actions).toMatchObject([{ kind: 'discard-vote', validator: address(5) }])
  })

  it('are cleared once they have taken effect, and where they were never decided', () => {
    const done = { ...facts(5), votes: { [address(5)]: true, [address(9)]: true, [address(2)]: false } }
    expect(kinds(voteActions(done, joining))).toEqual(['discard-vote', 'discard-vote', 'discard-vote'])
  })

  it('turn round when the decision does', () => {
    const members = [1, 2, 3, 4].map((n) => member(n)).concat(member(5, { state: 'retired' }))
    const leaving = registry(4, { members })
    const before = { ...facts(5), votes: { [address(5)]: true } }
    expect(voteActions(before, leaving).actions).toMatchObject([
      { kind: 'discard-vote', validator: address(5) },
      { kind: 'vote', validator: address(5), join: false },
    ])
  })

  it('let nobody go whom the others cannot do without', () => {
    const members = [1, 2, 3, 4].map((n) => member(n)).concat(member(5, { state: 'retired' }))
    const leaving = registry(4, { members })
    expect(kinds(voteActions({ ...facts(5), peers: near(2, 3, 5) }, leaving))).toEqual(['vote'])
    const two = voteActions({ ...facts(5), peers: near(2, 5) }, leaving)
    expect([two.actions, two.findings.length]).toEqual([[], 1])
  })

  describe('while a joiner that was activated is silent', () => {
    const members = [1, 2, 3, 4, 6].map((n) => member(n)).concat(member(5, { state: 'retired' }))
    const both = registry(4, { members, validators: [1, 2, 3, 4, 6].map(address) })

    it('go on to who leaves, and say what waits', () => {
      const votes = voteActions(facts(5), both)
      expect(votes.actions).toMatchObject([{ kind: 'vote', validator: address(5), join: false }])
      expect(votes.findings).toMatchObject([{ code: 'VOTE_HELD', subject: 'member-6-1' }])
    })

    it('stand, where they are cast already', () => {
      expect(voteActions({ ...facts(5), votes: { [address(5)]: false } }, both).actions).toEqual([])
    })

    it('go on to the next that joins', () => {
      const [silent, next] = [address(5), address(6)].toSorted()
      const joiner = [5, 6].filter((n) => address(n) === next)
      const seen = { ...facts(4), peers: near(2, 3, 4, ...joiner) }
      const votes = voteActions({ ...seen, votes: { [silent ?? '0x']: true } }, registry(6))
      expect(votes.actions).toMatchObject([
        { kind: 'discard-vote', validator: silent, why: 'the joiner is not connected to this node' },
        { kind: 'vote', validator: next, join: true },
      ])
    })

    it('wait as well where the chain could not do without who leaves, and say both', () => {
      const two = voteActions({ ...facts(5), peers: near(2, 5) }, both)
      expect(two.actions).toEqual([])
      expect(two.findings.map(({ subject }) => subject)).toEqual(['member-6-1', 'member-5-1'])
    })
  })

  it('are one at a time, the same one everywhere', () => {
    const two = registry(6)
    const seen = { ...facts(4), peers: near(2, 3, 4, 5, 6) }
    const [first] = [address(5), address(6)].toSorted()
    expect(voteActions(seen, two).actions).toMatchObject([{ validator: first, join: true }])
  })

  it('are not cast by a node that does not validate, and its old ones are cleared', () => {
    const observer = { ...facts(4), address: address(8), votes: { [address(5)]: true } }
    expect(kinds(voteActions({ ...observer, peers: near(1, 2, 3, 4, 5) }, joining))).toEqual(['discard-vote'])
  })
})
