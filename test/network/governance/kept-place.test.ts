import { describe, expect, it } from '@jest/globals'
import { keccak256 } from 'ethers'
import { keptPlace, valueAt } from '../../../network/governance/kept-place.ts'

const word = (value: bigint) => value.toString(16).padStart(64, '0')

describe('where a contract keeps a field of a mapping’s entry', () => {
  it('is the hash of key and mapping, as Solidity has it, and the field’s bytes in it', () => {
    const slot = keccak256(`0x${word(7n)}${word(50n)}`)
    expect(keptPlace('ConsortiumGovernor', '_polls', { key: 7n, field: 'own' })).toEqual({ slot, offset: 3, bytes: 1 })
    const next = `0x${word(BigInt(slot) + 1n)}`
    const second = keptPlace('ConsortiumGovernor', '_polls', { key: 7n, field: 'second' })
    expect(second).toEqual({ slot: next, offset: 0, bytes: 24 })
    expect(valueAt(`0x${word(0xaa_bb_cc_dd_ee_ffn)}`, { slot: '0x', offset: 3, bytes: 1 })).toBe(0xccn)
  })

  it('is nowhere where it keeps no such thing', () => {
    expect(() => keptPlace('MemberRegistry', '_keys', { key: 1n, field: 'owner' })).toThrow(RangeError)
    expect(() => keptPlace('MemberRegistry', '_ids', { key: 1n, field: 'owner' })).toThrow(RangeError)
  })
})
