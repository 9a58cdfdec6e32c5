import { describe, expect, it } from '@jest/globals'
import type { Directory } from '../../../network/ceremony/directory.ts'
import { isKnownGiver, type Witnesses } from '../../../network/ceremony/known-agents.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { addressOf, keyOf } from '../../fixtures/founders.ts'

const [founded, replaced, later] = ['founded', 'replaced', 'later'].map((label) => addressOf(keyOf(label))) as [
  string,
  string,
  string,
]
const lock = { founding: { cards: [{ member: 'north', agent: founded }] } } as unknown as Lock
const before = { members: [{ name: 'east', agent: later }] } as unknown as Directory
const read = (members: readonly [string, string, string][], fresh = true): Witnesses['registry'] => ({
  members: members.map(([name, agent, status]) => ({ name, agent, status })),
  fresh,
})
const knows = (member: string, agent: string, more: Partial<Witnesses>) =>
  isKnownGiver({ member, agent }, { lock, registry: undefined, before: undefined, ...more })

describe('the key that vouches for a directory', () => {
  it('is known by the lock while no own node answers', () => {
    expect(knows('north', founded, {})).toBe(true)
    expect(knows('north', replaced, {})).toBe(false)
    expect(knows('east', later, {})).toBe(false)
  })

  it('is known by the chain, which knows whose was replaced and who joined later', () => {
    for (const fresh of [true, false]) {
      const registry = read(
        [
          ['north', replaced.toLowerCase(), 'active'],
          ['east', later, 'active'],
        ],
        fresh,
      )
      expect(knows('north', founded, { registry })).toBe(false)
      expect(knows('north', replaced, { registry })).toBe(true)
      expect(knows('east', later, { registry })).toBe(true)
    }
  })

  it('is nobody’s where the chain says that its member was barred or expelled', () => {
    for (const status of ['suspended', 'expelled', 'candidate'])
      expect(knows('north', founded, { registry: read([['north', founded, status]]) })).toBe(false)
  })

  it('is known by the directory that the home was made from, until an own node is at the head', () => {
    expect(knows('east', later, { before })).toBe(true)
    expect(knows('east', later, { before, registry: read([['north', founded, 'active']], false) })).toBe(true)
    expect(knows('east', later, { before, registry: read([['north', founded, 'active']]) })).toBe(false)
  })
})
