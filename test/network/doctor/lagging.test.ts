import { describe, expect, it } from '@jest/globals'
import { examine } from '../../../network/doctor/examine.ts'
import type { Facts } from '../../../network/doctor/facts.ts'
import { withPeersAt } from './cases.ts'
import { head, healthy, withNode, withOpen, withOwn, withoutToken } from './healthy.ts'

const about = (facts: Facts) => examine(facts).findings.map(({ code }) => code)
const stands = (age: number, facts: Facts): Facts => ({ ...facts, now: head.time + age })

describe('a member’s only node that is behind', () => {
  it('is no halted chain while it syncs', () => {
    const facts = stands(3000, withoutToken(withOpen({ syncing: true })))
    expect(about(facts)).toEqual(['NODE_BEHIND'])
    expect(examine(facts).findings[0]?.says).toMatch(/ s old\. It is syncing\.$/)
  })

  it('is none where peers have newer blocks, and one where they are at most a few ahead', () => {
    const own = healthy.nodes[0]?.own
    const peers = own === undefined || 'refused' in own ? [] : own.peers
    const ahead = (blocks: number) =>
      stands(3000, withOwn({ peers: peers.map((peer) => ({ ...peer, latestBlock: head.number + blocks })) }))
    expect(about(ahead(1500))).toEqual(['NODE_BEHIND'])
    expect(examine(ahead(1500)).findings[0]?.says).toContain(`the chain is at ${head.number + 1500} or later`)
    expect(about(ahead(2))).toEqual(['CHAIN_ROUNDS_APART'])
  })
})

describe('a validator that told of no block for long', () => {
  it('has not lost the chain while blocks come and it makes some', () => {
    expect(about(withNode({ since: head.time }, withPeersAt(0)))).toEqual([])
  })

  it('has not where that word may be older than the blocks of a chain that stands still', () => {
    expect(about(stands(85, withNode({ since: head.time - head.number }, withPeersAt(0))))).toEqual([
      'CHAIN_ROUNDS_APART',
    ])
    expect(about(stands(85, withNode({ since: null }, withPeersAt(0))))).toEqual(['CHAIN_ROUNDS_APART'])
  })
})
