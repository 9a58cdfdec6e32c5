import { describe, expect, it } from '@jest/globals'
import { blank, decide, type Memory, type Seen } from '../../../network/agent/decide.ts'
import { enode, facts, member, NOW, peer, registry, seen } from './network.ts'

const codes = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code)
const joined = { members: [...registry(4).members, member(5)], validators: facts(5).validators }

describe('one pass', () => {
  it('has nothing to do and nothing to say where all is as decided', () => {
    const { nodeActions, chainActions, restarts, findings } = decide(seen(), blank)
    expect([nodeActions, chainActions, restarts, findings]).toEqual([[], [], [], []])
  })

  it('lets a node that catches up neither vote nor take anybody off: what it knows is long undone', () => {
    const stale = { ...facts(4), head: { number: 5, time: NOW - 900 }, peers: [peer(2)], votes: {} }
    const listed = { ...stale, allowedNodes: [...stale.allowedNodes, enode(7)] }
    const { nodeActions, chainActions, findings } = decide(
      seen({ nodes: [listed], registry: registry(4, { time: NOW - 900, change: undefined, ...joined }) }),
      blank,
    )
    expect(new Set(nodeActions.map(({ kind }) => kind))).toEqual(new Set(['add-peer']))
    expect(nodeActions.length).toBe(3)
    expect(chainActions).toEqual([])
    expect(codes(findings)).toEqual(['HEAD_OLD'])
  })

  it('does not touch a node of another network', () => {
    const other = { ...facts(4), genesisHash: '0x77', peers: [], allowedNodes: [] } as const
    const { nodeActions, findings } = decide(seen({ nodes: [other] }), blank)
    expect([nodeActions, codes(findings)]).toEqual([[], ['NODE_OTHER_GENESIS']])
  })

  it('tells a list that was changed behind it from one that has to follow a decision', () => {
    const extra = { ...facts(4), allowedAccounts: [...facts(4).allowedAccounts, `0x${'ee'.repeat(20)}`] }
    const first = decide(seen({ nodes: [extra] }), blank)
    expect(codes(first.findings)).toEqual([])
    expect(first.nodeActions.map(({ kind }) => kind)).toEqual(['disallow-accounts'])
    const again = decide(seen({ nodes: [extra] }), first.memory)
    expect(codes(again.findings)).toEqual(['ALLOWLIST_DRIFT'])
    const suspended = registry(4, {
      members: [1, 2, 3].map((n) => member(n)).concat(member(4, { status: 'suspended' })),
    })
    expect(codes(decide(seen({ registry: suspended }), first.memory).findings)).toEqual([])
  })

  it('says who is not where its record says, and who is not there', () => {
    const nodes = [{ name: 'member-2-1', host: '10.0.0.2', port: 30_303 }]
    const record = { member: 'member-2', serial: 1, nodes } as unknown as NonNullable<Seen['own']>
    const moved = { ...facts(4), peers: [peer(2, { remote: '192.0.2.7' }), peer(3)] }
    const { findings } = decide(seen({ nodes: [moved], records: new Map([['member-2', record]]) }), blank)
    expect(codes(findings).toSorted()).toEqual(['ENDPOINT_DRIFT', 'PEER_ABSENT'])
    const v6 = { ...record, nodes: [{ name: 'member-2-1', host: '2001:db8::1', port: 30_303 }] } as typeof record
    const spelt = { ...facts(4), peers: [peer(2, { remote: '2001:db8:0:0:0:0:0:1' }), peer(3), peer(4)] }
    expect(codes(decide(seen({ nodes: [spelt], records: new Map([['member-2', v6]]) }), blank).findings)).toEqual([])
    const dialled = { ...facts(4), peers: [peer(2, { remote: '192.0.2.7', inbound: false }), peer(3), peer(4)] }
    expect(decide(seen({ nodes: [dialled], records: new Map([['member-2', record]]) }), blank).findings).toEqual([])
  })

  it('dials who is absent again and again, but not at every block', () => {
    const lonely = { ...facts(4), peers: [peer(2), peer(3)] }
    let memory: Memory = blank
    const dialled = Array.from({ length: 60 }, (_, second) => second).filter((second) => {
      const pass = decide(seen({ nodes: [lonely], elapsed: second / 60 }), memory)
      memory = pass.memory
      return pass.nodeActions.length > 0
    })
    expect(dialled).toEqual([0])
    const tenSeconds = decide(seen({ nodes: [lonely], elapsed: 10 }), memory)
    expect(tenSeconds.nodeActions).toMatchObject([{ kind: 'add-peer', enode: enode(4) }])
  })

  it('keeps what it knew of a node that did not answer', () => {
    const first = decide(seen(), blank)
    const silent = decide(seen({ nodes: [], registry: undefined }), first.memory)
    expect(silent.memory.set).toEqual(first.memory.set)
  })

  it('makes a validator anew under the lease alone while blocks come, whatever this machine’s clock says', () => {
    const made = new Map([['member-1-1', 'outdated' as const]])
    const upkeep = { made, down: new Set<string>(), remaking: new Set<string>() }
    let memory: Memory = blank
    const passes = (seconds: readonly number[], head: (second: number) => number) =>
      seconds.map((second) => {
        const own = facts(4, { head: { number: head(second), time: NOW + second } })
        const pass = decide(seen({ nodes: [own], now: NOW + second + 700, elapsed: second, upkeep }), memory)
        memory = pass.memory
        return [...pass.chainActions.map(({ kind }) => kind), ...pass.remakes]
      })
    const leases = [0, 1, 2, 8, 300, 600, 900].map(() => ['take-lease'])
    expect(passes([0, 1, 2, 8, 300, 600, 900], (second) => 100 + second)).toEqual(leases)
    expect(passes([901, 1500], () => 1000)).toEqual([['take-lease'], ['take-lease']])
    expect(passes([1501], () => 1000)).toEqual([['member-1-1']])
  })
})
