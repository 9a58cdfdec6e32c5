import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Approval, approvalSchema, approvalTypedData } from '../../../network/ceremony/approval.ts'
import { cardHash } from '../../../network/ceremony/card.ts'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { checkApprovals, lockOf } from '../../../network/ceremony/lock.ts'
import { parseDocument } from '../../../network/document.ts'
import { typedDigest } from '../../../network/typed-data.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { approvalOf, keyOf, signedBy } from '../../fixtures/founders.ts'

const consortium = example('four-members')
const names = consortium.members.map(({ name }) => name).sort()
const [first = '', second = ''] = names

describe('the founders’ approvals', () => {
  let founding: Founding
  let rehearsal: Founding
  let other: Founding
  let approvals: Approval[]

  beforeAll(async () => {
    founding = await founded(consortium)
    rehearsal = await founded(consortium, true)
    other = await founded({ ...consortium, foundedAt: consortium.foundedAt + 60 })
    approvals = names.map((name) => approvalOf(founding, name))
  }, 60_000)

  const found = (given: readonly Approval[], of = founding) =>
    checkApprovals(
      of,
      given.map((approval, i) => ({ file: `${i}.json`, approval })),
    ).map(({ code, path, whose }) => ({
      code,
      path,
      whose,
    }))
  /** All approvals, but for one founder's. */
  const withFirst = (approval: Approval) => [approval, ...approvals.slice(1)]

  it('seal it when each founder signed once', () => expect(found(approvals)).toEqual([]))

  it('give one lock in any order', () => {
    const bytes = JSON.stringify(lockOf(founding, approvals))
    fc.assert(
      fc.property(fc.shuffledSubarray(approvals, { minLength: approvals.length }), (order) => {
        expect(found(order)).toEqual([])
        expect(JSON.stringify(lockOf(founding, order)) === bytes).toBe(true)
      }),
      { numRuns: 24 },
    )
  })

  it('must be there, each of them', () => {
    expect(found(approvals.slice(1))).toEqual([{ code: 'APPROVAL_MISSING', path: first, whose: first }])
    expect(found([]).map(({ whose }) => whose)).toEqual(names)
  })

  it('must be one of each founder, even if two are the same', () => {
    expect(found([...approvals, ...approvals.slice(0, 1)])).toEqual([
      { code: 'APPROVAL_DUPLICATE', path: first, whose: first },
    ])
  })

  it('must be of founders', () => {
    const stranger = { ...approvalOf(founding, 'stranger'), member: 'stranger' }
    expect(found([...approvals, stranger])).toEqual([{ code: 'APPROVAL_FOREIGN', path: 'member', whose: 'stranger' }])
  })

  it('of another founding are stale, even of one that differs by a minute or is the rehearsal', () => {
    for (const elsewhere of [other, rehearsal]) {
      expect(found(withFirst(approvalOf(elsewhere, first)))).toEqual([
        { code: 'APPROVAL_STALE', path: 'foundingId', whose: first },
      ])
    }
  })

  it('of another founding, dressed up with the ids of this one, are forged', () => {
    const { foundingId, networkId, genesisHash } = founding
    for (const elsewhere of [other, rehearsal]) {
      const replayed = { ...approvalOf(elsewhere, first), foundingId, networkId, genesisHash }
      expect(found(withFirst(replayed))).toEqual([{ code: 'APPROVAL_FORGED', path: 'signature', whose: first }])
    }
  })

  it.each(['networkId', 'genesisHash'] as const)('with another %s are stale', (field) => {
    const changed = { ...approvalOf(founding, first), [field]: `0x${'11'.repeat(32)}` }
    expect(found(withFirst(changed))).toEqual([{ code: 'APPROVAL_STALE', path: field, whose: first }])
  })

  it('by another key, or by another founder’s, are forged', () => {
    for (const key of ['a stranger', `${second}/the officer`, `${first}/the agent`, `${first}/the checkpoint key`]) {
      expect(found(withFirst(approvalOf(founding, first, keyOf(key))))).toEqual([
        { code: 'APPROVAL_FORGED', path: 'signature', whose: first },
      ])
    }
  })

  it('of one founder do not do under another’s name', () => {
    expect(found(withFirst({ ...approvalOf(founding, second), member: first }))).toEqual([
      { code: 'APPROVAL_FORGED', path: 'signature', whose: first },
    ])
  })

  it('cannot be a proof of possession taken from a card', () => {
    const card = founding.cards.find(({ member }) => member === first)
    const proof = card?.proofs.officer ?? '0x'
    expect(proof).toBe(signedBy(keyOf(`${first}/the officer`), card === undefined ? '0x' : cardHash(card)))
    expect(found(withFirst({ ...approvalOf(founding, first), signature: proof }))).toEqual([
      { code: 'APPROVAL_FORGED', path: 'signature', whose: first },
    ])
  })

  it('sign every field of the founding, those too that enter no hash of a block', () => {
    const digest = (of: Founding) => typedDigest(approvalTypedData(first, of))
    const slower = structuredClone(founding)
    Object.assign(slower.genesis.config.qbft, { blockperiodseconds: 20 })
    const changed: Founding[] = [
      { ...founding, contracts: `0x${'11'.repeat(32)}` },
      { ...founding, rehearsal: true },
      { ...founding, cards: [...founding.cards].reverse() },
      slower,
    ]
    expect(new Set([founding, ...changed].map(digest)).size).toBe(changed.length + 1)
    for (const of of changed)
      expect(found(approvals, of).map(({ code }) => code)).toEqual(names.map(() => 'APPROVAL_FORGED'))
  })

  it('are read from closed documents', () => {
    const text = JSON.stringify(approvals[0])
    const ok = (file: string) => parseDocument(approvalSchema, file, 'a.approval.json').ok
    expect(ok(text)).toBe(true)
    expect(ok(text.replace('{', '{"note":"yes",'))).toBe(false)
    expect(ok(text.slice(0, -1))).toBe(false)
  })
})
