import { describe, expect, it } from '@jest/globals'
import { namedRecords, newestRecords } from '../../../network/agent/newest-records.ts'
import { type Endpoints, type EndpointsBody, endpointsTypedData } from '../../../network/ceremony/endpoints.ts'
import type { Hex } from '../../../network/hex.ts'
import { typedDigest } from '../../../network/typed-data.ts'
import { addressOf, keyOf, signedBy } from '../../fixtures/founders.ts'
import { member } from './network.ts'

const consortium: Hex = `0x${'5a'.repeat(32)}`
const binding = { chainId: 620, consortium: [consortium] }
const agent = addressOf(keyOf('agent 1')).toLowerCase() as Hex
const members = [member(1, { agent }), member(2)]

function record(serial: number, changes: Partial<EndpointsBody> = {}, signer = 'agent 1'): Endpoints {
  const body: EndpointsBody = {
    format: 'quorate/endpoints/1',
    member: 'member-1',
    chainId: 620,
    consortium,
    serial,
    issuedAt: '2026-09-02T00:00:00Z',
    nodes: [{ name: 'member-1-1', host: '10.0.0.1', port: 30_303 }],
    ...changes,
  }
  return { ...body, signature: signedBy(keyOf(signer), typedDigest(endpointsTypedData(body))) }
}

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const newest = (...announced: { member: string; bytes: Uint8Array }[]) =>
  newestRecords(announced, { members }, binding).get('member-1')?.serial
const said = (value: unknown, by = 'member-1') => ({ member: by, bytes: bytes(value) })

describe('the newest endpoint record of a member', () => {
  it('is the one with the highest serial, in whatever order they came', () => {
    expect(newest(said(record(2)), said(record(7)), said(record(3)))).toBe(7)
  })

  it.each([
    ['of another signer', said(record(9, {}, 'a stranger'))],
    ['announced in the name of another member', said(record(9), 'member-2')],
    ['of another member in this one’s name', said(record(9, { member: 'member-2' }))],
    ['for another chain', said(record(9, { chainId: 621 }))],
    ['for another network', said(record(9, { consortium: `0x${'5b'.repeat(32)}` }))],
    ['changed after it was signed', said({ ...record(9), nodes: [{ name: 'member-1-1', host: '6.6.6.6', port: 1 }] })],
    ['by name', said(record(9, { nodes: [{ name: 'member-1-1', host: 'x.invalid', port: 30_303 }] }))],
    ['with half a character', said({ ...record(9), nodes: [{ name: 'member-1-1', host: '\ud800', port: 1 }] })],
    ['that is no record', said({ serial: 9 })],
    ['that is no text', { member: 'member-1', bytes: Uint8Array.of(0xff, 0xfe) }],
    ['of nobody known', said(record(9), 'member-9')],
  ])('is never one %s', (_, attack) => {
    expect(newest(said(record(1)), attack)).toBe(1)
    expect(newest(attack)).toBeUndefined()
  })
})

describe('a record that names a host', () => {
  const nodes = [
    { name: 'member-1-1', host: '10.0.0.1', port: 30_303 },
    { name: 'member-1-2', host: 'x.invalid', port: 30_303 },
  ]
  const named = (...announced: Parameters<typeof newest>) =>
    namedRecords(announced, { members }, binding).get('member-1')?.serial

  it('is told from all others, where the member’s own agent has signed it', () => {
    expect(named(said(record(1)), said(record(9, { nodes })), said(record(7, { nodes })))).toBe(9)
    expect(named(said(record(1)), said({ serial: 9 }))).toBeUndefined()
    expect(named(said(record(9, { nodes }, 'a stranger')), said({ ...record(9), nodes }))).toBeUndefined()
  })
})
