import { describe, expect, it } from '@jest/globals'
import { nodesCalled } from '../../../network/governance/nodes-called.ts'

const one = { name: 'node-1', address: '0x00000000000000000000000000000000000000Aa' }
const other = { name: 'node-1', address: '0x00000000000000000000000000000000000000bb' }
const members = [
  { name: 'north', nodes: [one, { ...one, name: 'node-2', address: '0xcc' }] },
  { name: 'west', nodes: [other] },
]
const called = (given: string) => nodesCalled(given, members).map(({ member, node }) => `${member} ${node.address}`)

describe('a node that people name', () => {
  it('is every node of that name, whosever it is: no member’s node is taken for another’s', () => {
    expect(called('node-1')).toEqual([`north ${one.address}`, `west ${other.address}`])
    expect(called('node-2')).toEqual(['north 0xcc'])
    expect(called('node-3')).toEqual([])
  })

  it('is the one where its member is named with it, or its address, in any case', () => {
    expect(called('west/node-1')).toEqual([`west ${other.address}`])
    expect(called('west/node-2')).toEqual([])
    expect(called(one.address.toLowerCase())).toEqual([`north ${one.address}`])
  })
})
