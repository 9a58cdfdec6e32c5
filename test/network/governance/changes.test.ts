import { describe, expect, it } from '@jest/globals'
import { changesBetween } from '../../../network/governance/changes.ts'

describe('what differs between two pictures', () => {
  it('is told leaf by leaf, with nothing for what is not there', () => {
    const before = { members: { a: { status: 'active' } }, count: 1, same: [1, { x: true }] }
    const after = { members: { a: { status: 'suspended' }, b: { status: 'active' } }, count: 2, same: [1, { x: true }] }
    expect(changesBetween(before, after)).toEqual([
      { path: 'count', before: 1, after: 2 },
      { path: 'members.a.status', before: 'active', after: 'suspended' },
      { path: 'members.b.status', before: null, after: 'active' },
    ])
    expect(changesBetween(after, before)).toHaveLength(3)
    expect(changesBetween(before, before)).toEqual([])
  })
})
