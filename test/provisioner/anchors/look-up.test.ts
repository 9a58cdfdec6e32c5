import { describe, expect, it } from '@jest/globals'
import { anchorAbi } from '../../../provisioner/anchors/anchor.ts'
import { saysOf } from '../../../provisioner/anchors/look-up.ts'

const contract = `0x${'0a'.repeat(20)}`
const structHash = (byte: string) => `0x${byte.repeat(32)}`
const logOf = (sequence: number, hash: string, address = contract) => ({
  address,
  topics: anchorAbi.encodeEventLog('CheckpointAnchored', [sequence, hash, 0]).topics,
})

describe('a log of the network’s anchor', () => {
  // Anyone may submit, and from a contract that submits two in one transaction: neither may be taken for the other.
  it('is that of the sequence, though the transaction anchored another before it', () => {
    const logs = [logOf(4, structHash('44')), logOf(5, structHash('55'))]
    const found = logs.find((log) => saysOf(log, { contract, sequence: 5 }))
    expect(found?.topics[2]).toBe(structHash('55'))
    expect(logs.some((log) => saysOf(log, { contract, sequence: 6 }))).toBe(false)
  })

  it('is not one of another contract, or another event', () => {
    expect(saysOf(logOf(5, structHash('55'), `0x${'0b'.repeat(20)}`), { contract, sequence: 5 })).toBe(false)
    expect(saysOf({ address: contract, topics: [structHash('00')] }, { contract, sequence: 5 })).toBe(false)
    expect(saysOf({ address: contract, topics: [] }, { contract, sequence: 5 })).toBe(false)
  })
})
