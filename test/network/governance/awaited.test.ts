import { describe, expect, it } from '@jest/globals'
import { type Affairs, type Affiliated, awaited } from '../../../network/governance/awaited.ts'

const node = (state: Affiliated['nodes'][number]['state'], duty: 'validator' | 'observer' = 'validator') =>
  ({ name: 'acme-1', duty, state, address: '0x01' }) as const
const acme = (...nodes: Affiliated['nodes'][number][]): Affiliated => ({ name: 'acme', status: 'active', nodes })
const other: Affiliated = { name: 'other', status: 'active', nodes: [] }
const quiet: Affairs = {
  time: 1000,
  members: [other],
  proposals: [],
  change: undefined,
  signers: { epoch: 1, stale: false, lacking: 0, unheard: [] },
}
const proposal = (state: Affairs['proposals'][number]['state'], eta = 0) => ({
  short: '1a2b3c4d',
  state,
  snapshot: 1100,
  deadline: 1200,
  eta,
  unheard: ['other'],
})
const stagesOf = (affairs: Partial<Affairs>) =>
  awaited({ ...quiet, ...affairs }).map(({ stage, from }) => [stage, from] as const)

describe('what is awaited', () => {
  it('is nothing where nothing is under way', () => {
    expect(awaited(quiet)).toEqual([])
    for (const state of ['executed', 'defeated', 'cancelled', 'expired'] as const)
      expect(stagesOf({ proposals: [proposal(state)] })).toEqual([])
  })

  it('is time before the vote and in the timelock, the unheard while votes are taken, and any agent otherwise', () => {
    expect(stagesOf({ proposals: [proposal('pending')] })).toEqual([['opening', []]])
    expect(stagesOf({ proposals: [proposal('active')] })).toEqual([['voting', ['other']]])
    expect(stagesOf({ proposals: [proposal('succeeded')] })).toEqual([['queueing', ['other']]])
    expect(stagesOf({ proposals: [proposal('queued', 1001)] })).toEqual([['timelock', []]])
    expect(stagesOf({ proposals: [proposal('queued', 1000)] })).toEqual([['executing', ['other']]])
    const held = { says: 'a signature comes first', from: ['acme'] }
    expect(awaited({ ...quiet, proposals: [{ ...proposal('queued', 1000), held }] })).toMatchObject([
      { stage: 'executing', ...held },
    ])
  })

  it('is a node’s own member until it follows the chain, and then any agent', () => {
    expect(stagesOf({ members: [acme(node('candidate'))] })).toEqual([['syncing', ['acme']]])
    expect(stagesOf({ members: [acme(node('synced')), other] })).toEqual([['activating', ['acme', 'other']]])
    expect(stagesOf({ members: [acme(node('active'))] })).toEqual([])
    expect(stagesOf({ members: [{ ...acme(node('candidate')), status: 'suspended' }] })).toEqual([])
  })

  it('is any agent while a suspended member validates; nobody where it is one of four, or is only barred', () => {
    const suspended: Affiliated = { ...acme(node('active')), status: 'suspended' }
    const others = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ ...other, name: `other-${i}`, nodes: [node('active')] }))
    const names = others(4).map(({ name }) => name)
    expect(stagesOf({ members: [suspended, ...others(4)] })).toEqual([['standing-down', names]])
    expect(stagesOf({ members: [suspended, ...others(3)] })).toEqual([['standing-down', []]])
    const change = { node: '0x77', activation: true, needed: 4, confirmed: 1, unheard: ['other-1'] } as const
    expect(stagesOf({ members: [suspended, ...others(4)], change })).toEqual([['standing-down', ['other-1']]])
    expect(stagesOf({ members: [suspended, ...others(4)], barred: 'acme' })).toEqual([])
    expect(stagesOf({ members: [{ ...suspended, nodes: [node('synced')] }, ...others(4)] })).toEqual([])
  })

  it('is those who have not confirmed a change of validators; the next validator waits, an observer does not', () => {
    const change = { node: '0x02', activation: true, needed: 3, confirmed: 1, unheard: ['other'] } as const
    const changing = { ...node('active'), name: 'acme-2', address: '0x02' } as const
    const members = [acme(changing, node('synced')), other]
    expect(stagesOf({ members, change })).toEqual([
      ['validators-voting', ['other']],
      ['activating', ['other']],
    ])
    expect(stagesOf({ members: [acme(node('synced', 'observer')), other], change })).toEqual([
      ['activating', ['acme', 'other']],
    ])
    const leaving = { ...change, node: '0x01', activation: false } as const
    expect(stagesOf({ members: [acme(node('retired')), other], change: leaving })).toEqual([
      ['validators-voting', ['other']],
    ])
  })

  it('is the next signer set, and the handover to it', () => {
    const signers = { epoch: 2, stale: true, lacking: 1, unheard: ['other'] }
    expect(stagesOf({ signers })).toEqual([
      ['handing-over', ['other']],
      ['opening-epoch', ['other']],
    ])
  })
})
