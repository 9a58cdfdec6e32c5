import { describe, expect, it } from '@jest/globals'
import { listActions, peerActions } from '../../../network/agent/node-actions.ts'
import type { Endpoints } from '../../../network/ceremony/endpoints.ts'
import { account, enode, facts, member, peer, registry } from './network.ts'

const node = 'member-1-1'

function place(n: number, host: string): [string, Endpoints] {
  const nodes = [{ name: `member-${n}-1`, host, port: 30_303 }]
  const body = {
    format: 'quorate/endpoints/1',
    member: `member-${n}`,
    chainId: 1,
    consortium: '0x00',
    serial: 2,
  } as const
  return [`member-${n}`, { ...body, issuedAt: '2026-09-02T00:00:00Z', nodes, signature: '0x00' }]
}

const given = (...places: [string, Endpoints][]) => ({ member: 'member-1', records: new Map(places) })

describe('what makes a node’s lists what was decided', () => {
  it('is nothing where all is as decided, with records and without', () => {
    expect(listActions(facts(4), registry(4), given())).toEqual([])
    expect(listActions(facts(4), registry(4), given(place(2, '10.0.0.2')))).toEqual([])
  })

  it('lets a candidate and its member’s keys in, and dials it', () => {
    const decided = registry(4, { members: [...registry(4).members, member(5, { state: 'candidate' })] })
    expect(listActions(facts(4), decided, given(place(5, '10.0.0.5')))).toEqual([
      { node, kind: 'allow-nodes', enodes: [enode(5)] },
      { node, kind: 'allow-accounts', accounts: [account(5, 'officer'), account(5, 'agent')] },
      { node, kind: 'add-peer', enode: enode(5) },
    ])
  })

  it('knows no way to a node of which nobody said where it is', () => {
    const decided = registry(4, { members: [...registry(4).members, member(5, { state: 'candidate' })] })
    expect(listActions(facts(4), decided, given()).map(({ kind }) => kind)).toEqual(['allow-accounts'])
  })

  it('follows a node that moved', () => {
    expect(listActions(facts(4), registry(4), given(place(2, '10.9.9.9')))).toEqual([
      { node, kind: 'allow-nodes', enodes: [enode(2, '10.9.9.9')] },
      { node, kind: 'disallow-nodes', enodes: [enode(2)] },
      { node, kind: 'remove-peer', enode: enode(2) },
    ])
  })

  it('asks for each node by itself, on and off: what Besu does not take of one harms nobody else', () => {
    const members = [...registry(2).members, ...[5, 6].map((n) => member(n, { state: 'candidate' }))]
    const places = [place(5, '10.0.0.5'), place(6, '10.0.0.6')]
    const actions = listActions(
      { ...facts(4), validators: facts(2).validators },
      registry(2, { members }),
      given(...places),
    )
    const enodes = actions.flatMap((action) => ('enodes' in action ? [[action.kind, ...action.enodes]] : []))
    expect(enodes).toEqual([
      ['allow-nodes', enode(5)],
      ['allow-nodes', enode(6)],
      ['disallow-nodes', enode(3)],
      ['disallow-nodes', enode(4)],
    ])
  })

  it('keeps a retired validator until it is voted out, and not a block longer', () => {
    const members = [1, 2, 3, 4].map((n) => member(n)).concat(member(5, { state: 'retired' }))
    const decided = registry(4, { members })
    expect(listActions(facts(5), decided, given())).toEqual([])
    const out = { ...facts(5), validators: facts(4).validators }
    expect(listActions(out, decided, given())).toEqual([
      { node, kind: 'disallow-nodes', enodes: [enode(5)] },
      { node, kind: 'remove-peer', enode: enode(5) },
    ])
  })

  it('takes the keys of who is suspended off, and keeps its nodes', () => {
    const decided = registry(4, { members: [1, 2, 3].map((n) => member(n)).concat(member(4, { status: 'suspended' })) })
    expect(listActions(facts(4), decided, given())).toEqual([
      { node, kind: 'disallow-accounts', accounts: [account(4, 'officer'), account(4, 'agent')] },
    ])
  })

  it('removes a stranger, under whatever spelling it is listed', () => {
    const odd = `${enode(9).replace('enode', 'ENODE')}?discport=0`
    const listed = { ...facts(4), allowedNodes: [...facts(4).allowedNodes, odd] }
    expect(listActions(listed, registry(4), given())[0]).toEqual({ node, kind: 'disallow-nodes', enodes: [odd] })
  })

  it('never takes its own member off its own lists, whatever was decided', () => {
    const gone = member(1, { status: 'expelled', state: 'retired' })
    const decided = registry(4, { members: [gone, ...[2, 3, 4].map((n) => member(n))], validators: [] })
    const alone = { ...facts(4), validators: facts(4).validators.slice(1) }
    expect(listActions(alone, decided, given())).toEqual([])
    const moved = listActions(facts(4), registry(4), given(place(1, '10.9.9.9')))
    expect(moved).toEqual([{ node, kind: 'allow-nodes', enodes: [enode(1, '10.9.9.9')] }])
  })
})

describe('what keeps a node connected', () => {
  it('dials who is listed and not there, never itself', () => {
    const lonely = { ...facts(4), peers: [peer(3)] }
    expect(peerActions(lonely)).toEqual([2, 4].map((n) => ({ node, kind: 'add-peer', enode: enode(n) })))
  })

  it('dials nobody by a text that is no enode', () => {
    expect(peerActions({ ...facts(1), allowedNodes: [enode(1), 'enode://nonsense'] })).toEqual([])
  })
})
