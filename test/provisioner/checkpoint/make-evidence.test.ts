import { describe, expect, it } from '@jest/globals'
import type { Fact } from '../../../network/checkpoint/leaves.ts'
import type { Hex } from '../../../network/hex.ts'
import { organisationId } from '../../../network/slug.ts'
import type { Anchored } from '../../../provisioner/anchors/anchored.ts'
import { claimsOf, placeOf } from '../../../provisioner/checkpoint/make-evidence.ts'

const root: Hex = `0x${'7a'.repeat(32)}`
const batchOf = (member: string): Fact => ({ kind: 'batch', organisation: organisationId(member), root })

describe('a record’s batch', () => {
  // Whoever sees a commitment on its way can commit the same root, and be first.
  it('is that of the member itself, though another committed the same root before it', async () => {
    const facts = new Map([
      [3, batchOf('hospital-south')],
      [13, batchOf('hospital-south')],
      [14, batchOf('hospital-north')],
    ])
    const factsIn = async ({ from, to }: { from: number; to: number }) =>
      [...facts].flatMap(([block, fact]) => (block >= from && block <= to ? [fact] : []))
    const first = { before: undefined, blockNumber: 10, window: 1 }
    const before = { blockNumber: 10, window: 1, evidenceSize: 64 } as NonNullable<(typeof first)['before']>
    const spans = [first, { before, blockNumber: 20, window: 2 }]
    const organisation = organisationId('hospital-north')
    expect(await placeOf(factsIn, spans, { organisation, root })).toEqual({
      span: 1,
      index: 65,
      fact: batchOf('hospital-north'),
    })
    expect(await placeOf(factsIn, spans.slice(0, 1), { organisation, root })).toBeUndefined()
  })
})

describe('the anchors that evidence names', () => {
  // A reorganisation can undo the others, and another relayer's transaction be the one that lasts.
  it('are those that their chains call final', () => {
    const contract: Hex = `0x${'c0'.repeat(20)}`
    const on = (chainId: number, state: Anchored['state']) => {
      const transaction: Hex = `0x${chainId.toString(16).padStart(64, '0')}`
      return { chain: '', chainId, contract, sequence: 3, structHash: root, state, transaction, blockNumber: 9 }
    }
    const outcomes = [on(10, 'finalised'), on(11, 'included')].map((done) => ({ chain: '', done }))
    const { transaction } = on(10, 'finalised')
    expect(claimsOf(contract, outcomes)).toEqual([{ chainId: 10, contract, transaction, blockNumber: 9 }])
  })
})
