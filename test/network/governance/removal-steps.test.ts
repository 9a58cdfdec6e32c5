import { describe, expect, it } from '@jest/globals'
import { membershipAction, retireAction } from '../../../network/governance/action.ts'
import type { Affairs, OpenAffair } from '../../../network/governance/awaited.ts'
import { shortId } from '../../../network/governance/proposal.ts'
import { type Leaver, type RemovalProposal, removalOf } from '../../../network/governance/removal.ts'
import { isRemoved, mayStop, type RemovalView, removalSteps } from '../../../network/governance/removal-steps.ts'

const node = { name: 'west-1', address: '0x0000000000000000000000000000000000000001', duty: 'validator' } as const
const OFFICER = '0x00000000000000000000000000000000000000Ff'
const west = (state: 'active' | 'retired', status: Leaver['status'] = 'active'): Leaver => ({
  name: 'west',
  chamber: 'hospitals',
  status,
  nodes: [{ ...node, state }],
})
const affairs: Affairs = {
  time: 1000,
  members: [{ name: 'north', status: 'active', nodes: [] }],
  proposals: [],
  change: undefined,
  signers: { epoch: 1, stale: false, lacking: 0, unheard: [] },
}
const proposal = (id: bigint, state: RemovalProposal['state'], part: 'node' | 'membership'): RemovalProposal => ({
  id,
  state,
  actions: [part === 'node' ? retireAction(node.address) : membershipAction('expel', 'west')],
  description: `0x${'00'.repeat(32)}`,
  proposer: OFFICER,
})
const change = { node: node.address, activation: false, needed: 3, confirmed: 0, unheard: [] } as const

function view(member: Leaver, proposals: readonly RemovalProposal[], more: Partial<RemovalView> = {}): RemovalView {
  const eta = new Map(proposals.map(({ id }) => [id, 1000]))
  return {
    me: 'north',
    officer: OFFICER.toLowerCase(),
    member,
    removal: removalOf(member, proposals),
    affairs,
    unvoted: new Set([1n, 2n, 3n]),
    eta,
    ...more,
  }
}
const kinds = (one: RemovalView) =>
  removalSteps(one).map((step) => ('proposal' in step ? `${step.kind} ${step.proposal.id}` : step.kind))

describe('one member’s next steps in a removal', () => {
  const both = (state: RemovalProposal['state']) => [proposal(1n, state, 'node'), proposal(2n, state, 'membership')]

  it('are to propose what nobody has, to vote where it has a vote left, and to queue what passed', () => {
    expect(kinds(view(west('active'), []))).toEqual(['propose', 'propose'])
    expect(kinds(view(west('active'), both('pending')))).toEqual([])
    expect(kinds(view(west('active'), both('active')))).toEqual(['vote 1', 'vote 2'])
    expect(kinds(view(west('active'), both('active'), { unvoted: new Set([2n]) }))).toEqual(['vote 2'])
    expect(kinds(view(west('active'), both('succeeded')))).toEqual(['queue 1', 'queue 2'])
  })

  it('are to execute in the safe order: the node, then nothing until the chain let go of it, then the membership', () => {
    expect(kinds(view(west('active'), both('queued')))).toEqual(['execute 1'])
    const membership = [proposal(2n, 'queued', 'membership')]
    const inFlight = { ...affairs, change }
    const other = { ...affairs, change: { ...change, node: '0x0000000000000000000000000000000000000009' as const } }
    expect(kinds(view(west('active'), both('queued'), { affairs: other }))).toEqual([])
    expect(kinds(view(west('retired'), membership, { affairs: inFlight }))).toEqual([])
    expect(kinds(view(west('retired'), membership, { affairs: other }))).toEqual(['execute 2'])
    expect(kinds(view(west('retired'), membership))).toEqual(['execute 2'])
    expect(kinds(view(west('active'), both('queued'), { eta: new Map([[1n, 1001]]) }))).toEqual([])
  })

  it('are not to execute what ends the membership while signatures have to come first', () => {
    const queued = proposal(2n, 'queued', 'membership')
    const open = { short: shortId(queued.id), state: queued.state, snapshot: 0, deadline: 0, eta: 1000, unheard: [] }
    const held = { says: 'the handover to epoch 2 lacks 1', from: ['north'] }
    const viewOf = (one: OpenAffair) => view(west('retired'), [queued], { affairs: { ...affairs, proposals: [one] } })
    expect(kinds(viewOf(open))).toEqual(['execute 2'])
    expect(kinds(viewOf({ ...open, held }))).toEqual([])
  })

  it('are to hand the signer set over once the member is out, and then nothing', () => {
    const out = west('retired', 'expelled')
    const stale = { ...affairs, signers: { ...affairs.signers, stale: true } }
    const lacking = { ...affairs, signers: { epoch: 2, stale: false, lacking: 1, unheard: ['north'] } }
    const others = { ...affairs, signers: { epoch: 2, stale: false, lacking: 1, unheard: ['south'] } }
    expect(kinds(view(out, [], { affairs: stale }))).toEqual(['hand-over'])
    expect(kinds(view(out, [], { affairs: lacking }))).toEqual(['hand-over'])
    expect(kinds(view(out, [], { affairs: others }))).toEqual([])
    expect(kinds(view(out, []))).toEqual([])
  })

  it('are to take back what it proposed in the same second as another, and nothing of others, while it can be', () => {
    const known = (state: RemovalProposal['state']) => [
      proposal(1n, 'active', 'node'),
      proposal(2n, 'active', 'membership'),
      proposal(3n, state, 'membership'),
    ]
    const unvoted = new Set<bigint>()
    expect(kinds(view(west('active'), known('pending'), { unvoted }))).toEqual(['withdraw 3'])
    expect(kinds(view(west('active'), known('active'), { unvoted }))).toEqual([])
    const officer = '0x00000000000000000000000000000000000000ee'
    expect(kinds(view(west('active'), known('pending'), { unvoted, officer }))).toEqual([])
  })

  it('are none of a member that may not act', () => {
    expect(kinds(view(west('active'), [], { me: 'nobody' }))).toEqual([])
  })
})

describe('a removal', () => {
  it('is done when the chain has let go of the nodes, and those who stay sign', () => {
    const done = (member: Leaver, more: Partial<Affairs> = {}) =>
      isRemoved({ member, affairs: { ...affairs, ...more } })
    expect(done(west('retired', 'expelled'))).toBe(true)
    expect(done(west('retired'))).toBe(false)
    expect(done(west('retired', 'expelled'), { change })).toBe(false)
    expect(done(west('retired', 'expelled'), { signers: { ...affairs.signers, stale: true } })).toBe(false)
    expect(done(west('retired', 'expelled'), { signers: { ...affairs.signers, lacking: 1 } })).toBe(false)
  })
})

describe('who leaves', () => {
  const others = ['0x00000000000000000000000000000000000000aa']
  const own = { ...view(west('retired'), []), me: 'west' }

  it('may stop when its nodes are retired and validate no more, though its membership is still to end', () => {
    expect(mayStop(own, others)).toBe(true)
    expect(mayStop(own, [...others, node.address.toUpperCase().replace('0X', '0x')])).toBe(false)
    expect(mayStop({ ...own, member: west('active') }, others)).toBe(false)
  })

  it('waits for the end where the chain names no validators, as everybody else does', () => {
    expect(mayStop(own, undefined)).toBe(false)
    expect(mayStop({ ...own, me: 'north' }, others)).toBe(false)
    expect(mayStop({ ...own, member: west('retired', 'expelled') }, undefined)).toBe(true)
  })
})
