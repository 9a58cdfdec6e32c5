import { describe, expect, it } from '@jest/globals'
import type { ListDrift } from '../../../provisioner/status/list-drift.ts'
import type { Status } from '../../../provisioner/status/status.ts'
import { statusText } from '../../../provisioner/status/status-text.ts'

const EVEN: ListDrift = { lacks: [], surplus: [] }

function textOf(allowlistDrift: ListDrift | null): string {
  const node = { name: 'acme-1', duty: 'validator', running: true, height: 9, peers: 3, synced: true, allowlistDrift }
  const member = { name: 'acme', chamber: 'hospitals', status: 'active', delegate: null, nodes: [node] }
  const status = {
    network: { name: 'care', chainId: 1, networkId: '0x', genesisHash: '0x' },
    consensus: { kind: 'qbft', height: 9, lastBlockAgeSeconds: 1, validators: [], quorum: 3, tolerates: 1 },
    members: [member],
    proposals: [],
    awaits: [],
    emergency: null,
    findings: [],
  }
  return statusText(status as unknown as Status).join('\n')
}

describe('the text of a status', () => {
  it('says of a node that its lists differ, where they were asked and do', () => {
    const account = `0x${'5f'.repeat(20)}`
    expect(textOf({ ...EVEN, lacks: [account] })).toContain('block 9, 3 peers, lists that differ from what was decided')
    expect(textOf({ ...EVEN, surplus: [account] })).toContain('lists that differ')
    expect(textOf(EVEN)).toMatch(/block 9, 3 peers$/m)
    expect(textOf(null)).toMatch(/block 9, 3 peers$/m)
  })
})
