import { describe, expect, it } from '@jest/globals'
import { blank, decide, type Seen } from '../../../network/agent/decide.ts'
import { hostsOfOthers, routeFindings } from '../../../network/agent/routes.ts'
import { member, registry, seen } from './network.ts'

type Record = NonNullable<Seen['own']>
const record = (n: number, host: string) =>
  ({ member: `member-${n}`, serial: 1, nodes: [{ name: `member-${n}-1`, host, port: 30_303 }] }) as unknown as Record
const own = record(1, '198.51.100.4')
const from = (source: string) => new Map([['203.0.113.7', source]])

describe('from where others see this machine', () => {
  it('says which own node they turn away, and the way out', () => {
    const routes = { here: ['198.51.100.4', '203.0.113.9'], from: from('203.0.113.9') }
    const [found, ...more] = decide(seen({ own, routes }), blank).findings
    expect(more).toEqual([])
    expect(found).toMatchObject({ code: 'SOURCE_DIFFERS', subject: 'member-1-1' })
    expect(found?.says).toBe(
      'This machine sends to 203.0.113.7 from 203.0.113.9; the record of member-1-1 says 198.51.100.4.',
    )
  })

  it('is silent where the record’s address is not of this machine: behind NAT or from a container nobody can tell', () => {
    expect(routeFindings(own, { here: ['10.0.0.4'], from: from('10.0.0.4') })).toEqual([])
  })

  it('is silent where both are one, however they are spelt', () => {
    const v6 = record(1, '2001:db8::4')
    expect(routeFindings(v6, { here: ['2001:db8:0::4'], from: from('2001:db8:0:0::4') })).toEqual([])
    expect(routeFindings(undefined, { here: [], from: from('10.0.0.4') })).toEqual([])
  })

  it('asks the way to nodes of others alone, and to none that left', () => {
    const left = member(3, { nodes: member(3).nodes.map((node) => ({ ...node, state: 'retired' as const })) })
    const present = registry(4, { members: [member(1), member(2), left, member(4)] })
    const records = new Map([1, 2, 3].map((n) => [`member-${n}`, record(n, `198.51.100.${n}`)]))
    expect(hostsOfOthers(present, records, 'member-1')).toEqual(['198.51.100.2'])
  })
})
