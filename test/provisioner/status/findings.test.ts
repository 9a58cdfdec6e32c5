import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Lock } from '../../../network/ceremony/lock.ts'
import type { MemberOnChain } from '../../../provisioner/chain/members.ts'
import { findingCodes, findingsOf } from '../../../provisioner/status/findings.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { sealed } from '../../fixtures/founders.ts'

let lock: Lock
beforeAll(async () => {
  lock = sealed(await founded(example('four-members')))
})

const rpc = 'http://127.0.0.1:8545'
const withNode = (state: MemberOnChain['nodes'][number]['state']) =>
  [{ nodes: [{ name: 'acme-1', state }] }] as unknown as MemberOnChain[]
const codes = (target: 'embedded' | 'process', members: MemberOnChain[], age: number) =>
  findingsOf({ lock, target, rpc } as Parameters<typeof findingsOf>[0], members, age).map(({ code }) => code)

describe('findings', () => {
  it('are none where nodes run, all of them count, and blocks come', () => {
    expect(codes('process', withNode('active'), 3)).toEqual([])
  })

  it('say that a development chain has no consensus, and that a rehearsal is one', () => {
    expect(codes('embedded', withNode('active'), 3)).toEqual(['EMBEDDED_NO_CONSENSUS'])
    const rehearsal = { ...lock, founding: { ...lock.founding, rehearsal: true } }
    const found = findingsOf({ lock: rehearsal, target: 'process', rpc } as Parameters<typeof findingsOf>[0], [], 3)
    expect(found.map(({ code }) => code)).toEqual(['REHEARSAL'])
  })

  it('name the nodes that do not count yet, and no node that counts or never will again', () => {
    expect(codes('process', withNode('candidate'), 3)).toEqual(['NODE_CANDIDATE'])
    expect(codes('process', withNode('synced'), 3)).toEqual(['NODE_CANDIDATE'])
    expect(codes('process', withNode('retired'), 3)).toEqual([])
  })

  it('say that the chain’s clock is ahead once it is by more than a minute', () => {
    expect(codes('process', [], -59)).toEqual([])
    expect(codes('process', [], -61)).toEqual(['CLOCK_AHEAD'])
  })

  it('are all explained', () => {
    const seen = [...codes('embedded', withNode('candidate'), -100), 'REHEARSAL']
    expect(seen.sort()).toEqual(Object.keys(findingCodes).sort())
  })
})
