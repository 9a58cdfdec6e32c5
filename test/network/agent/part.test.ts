import { describe, expect, it } from '@jest/globals'
import { LEASE_SECONDS, partOf } from '../../../network/agent/part.ts'
import { address, facts, NOW } from './network.ts'

const own = facts(4)
const at = (age: number, number = 50) => ({ ...own, head: { number, time: NOW - age } })
const part = (one: typeof own, fresh = false) => partOf(one, { now: NOW, fresh })

describe('whether the chain counts on a node', () => {
  it('it does on a validator whose head is new', () => {
    expect(part(own, true)).toBe('counted')
    expect(part({ ...own, validators: [address(2), address(3)] }, true)).toBe('idle')
  })

  it('a pause of the chain is waited through for as long as any lease may last, and no longer', () => {
    expect([13, LEASE_SECONDS, LEASE_SECONDS + 1].map((age) => part(at(age)))).toEqual(['paused', 'paused', 'idle'])
  })

  it('it does on nobody before the first block', () => {
    expect([part(at(0, 0), true), part(at(900, 0))]).toEqual(['idle', 'idle'])
  })
})
