import { describe, expect, it } from '@jest/globals'
import { membershipAction, retireAction } from '../../../network/governance/action.ts'
import { type Leaver, type RemovalProposal, removalOf, removalRefusal } from '../../../network/governance/removal.ts'
import type { Hex } from '../../../network/hex.ts'

const address = (n: number): Hex => `0x${n.toString(16).padStart(40, '0')}`
type Node = Leaver['nodes'][number]
const node = (n: number, duty: Node['duty'] = 'validator', state: Node['state'] = 'active'): Node => ({
  name: `node-${n}`,
  address: address(n),
  duty,
  state,
})
const member = (name: string, nodes: readonly Node[], chamber = 'hospitals'): Leaver => ({
  name,
  chamber,
  status: 'active',
  nodes,
})
const retire = (n: number) => retireAction(address(n))
const expel = membershipAction('expel', 'west')
const proposal = (id: number, actions: RemovalProposal['actions'], state: RemovalProposal['state'] = 'active') => ({
  id: BigInt(id),
  state,
  actions,
  description: `0x${'00'.repeat(32)}` as const,
  proposer: address(77),
})

describe('removing a member', () => {
  const west = member('west', [node(1), node(2), node(3, 'observer'), node(4, 'validator', 'candidate')])

  it('takes a proposal for each validator, other nodes with the first, and the membership last', () => {
    expect(removalOf(west, [])).toEqual({
      standing: [],
      doubles: [],
      missing: [[retire(3), retire(4), retire(1)], [retire(2)], [expel]],
    })
    expect(removalOf(member('west', []), []).missing).toEqual([[expel]])
  })

  it('proposes nothing again that is under way, and carries nodes out before the membership', () => {
    const known = [proposal(1, [expel]), proposal(2, [retire(3), retire(4), retire(1)]), proposal(3, [retire(2)])]
    const { standing, missing } = removalOf(west, known)
    expect(standing.map(({ id }) => id)).toEqual([2n, 3n, 1n])
    expect(missing).toEqual([])
    expect(removalOf(west, known.slice(0, 2)).missing).toEqual([[retire(2)]])
  })

  it('proposes again what was defeated, expired or cancelled', () => {
    for (const state of ['defeated', 'expired', 'cancelled'] as const)
      expect(removalOf(member('west', []), [proposal(1, [expel], state)]).missing).toEqual([[expel]])
  })

  it('goes on where a part was done by other means: a proposal that can only fail counts for nothing', () => {
    const half = member('west', [node(1, 'validator', 'retired'), node(2)])
    const stuck = proposal(1, [retire(1), retire(2)])
    expect(removalOf(half, [stuck, proposal(2, [expel])])).toMatchObject({ missing: [[retire(2)]] })
  })

  it('is not a vote for what stands beside it in a proposal, nor for another member’s nodes', () => {
    const known = [
      proposal(1, [retire(1), retire(9)]),
      proposal(2, [membershipAction('expel', 'north')]),
      proposal(3, [expel, membershipAction('suspend', 'north')]),
    ]
    expect(removalOf(member('west', [node(1)]), known)).toEqual({
      standing: [],
      doubles: [],
      missing: [[retire(1)], [expel]],
    })
  })

  it('is not stalled by proposals that can never run: a part twice, two validators at once, the membership with a node', () => {
    const large = member('west', [node(1), node(2), node(3, 'observer')])
    const all = { standing: [], doubles: [], missing: [[retire(3), retire(1)], [retire(2)], [expel]] }
    for (const actions of [
      [],
      [retire(1), retire(1)],
      [retire(3), retire(3)],
      [retire(1), retire(2)],
      [expel, expel],
      [retire(1), expel],
      [expel, retire(3)],
    ])
      expect(removalOf(large, [proposal(1, actions)])).toEqual(all)
  })

  it('counts no proposal that an older one makes fail, so that what it has besides is proposed at once', () => {
    const known = [proposal(1, [retire(1)]), proposal(2, [retire(1), retire(3)])]
    const { standing, missing } = removalOf(member('west', [node(1), node(3, 'observer')]), known)
    expect(standing.map(({ id }) => id)).toEqual([1n])
    expect(missing).toEqual([[retire(3)], [expel]])
  })

  it('takes the older of two that say the same', () => {
    const { standing } = removalOf(member('west', []), [proposal(1, [expel]), proposal(2, [expel])])
    expect(standing.map(({ id }) => id)).toEqual([1n])
  })

  it('knows the younger ones that add nothing to older ones, for their proposers to take back', () => {
    const large = member('west', [node(1), node(3, 'observer')])
    const known = [
      proposal(1, [expel]),
      proposal(2, [expel], 'pending'),
      proposal(3, [retire(1), retire(3)]),
      proposal(4, [retire(1)], 'pending'),
      proposal(5, [expel], 'cancelled'),
      proposal(6, [retire(1), retire(9)]),
    ]
    expect(removalOf(large, known).doubles.map(({ id }) => id)).toEqual([2n, 4n])
    const more = [proposal(1, [retire(1)]), proposal(2, [retire(1), retire(3)])]
    expect(removalOf(large, more).doubles).toEqual([])
  })

  it('is done where the member has left', () => {
    expect(removalOf({ ...member('west', []), status: 'expelled' }, [proposal(1, [expel])])).toEqual({
      standing: [],
      doubles: [],
      missing: [],
    })
  })
})

describe('a removal that would break the network', () => {
  const four = [1, 2, 3, 4].map((n) => member(`m-${n}`, [node(n)]))

  it('is refused where fewer than four validators would stay, with the sums', () => {
    const [first, ...others] = four as [Leaver, ...Leaver[]]
    expect(removalRefusal(first, four)).toMatchObject({
      code: 'REMOVAL_LEAVES_TOO_FEW',
      facts: { validators: 4, leaving: 1, fewest: 4 },
    })
    expect(removalRefusal(first, [...four, member('m-5', [node(5)])])).toBeUndefined()
    const two = member('two', [node(1), node(6)])
    expect(removalRefusal(two, [two, ...others, member('m-5', [node(5)])])?.code).toBe(undefined)
    expect(removalRefusal(two, [two, ...others])?.code).toBe('REMOVAL_LEAVES_TOO_FEW')
  })

  it('is no matter of validators for a member that has none', () => {
    const observer = member('observer', [node(9, 'observer')])
    expect(removalRefusal(observer, [...four, observer])).toBeUndefined()
  })

  it('is refused where a chamber would be empty', () => {
    const only = member('only', [], 'regulators')
    expect(removalRefusal(only, [...four, only])?.code).toBe('REMOVAL_EMPTIES_CHAMBER')
    expect(removalRefusal({ ...only, status: 'suspended' }, [...four, only])).toBeUndefined()
    expect(removalRefusal({ ...only, status: 'expelled' }, [...four, only])).toBeUndefined()
  })
})
