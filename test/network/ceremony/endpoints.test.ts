import { describe, expect, it } from '@jest/globals'
import { checkEndpoints } from '../../../network/ceremony/check-endpoints.ts'
import {
  type EndpointsBody,
  type Endpoints,
  endpointsSchema,
  endpointsTypedData,
} from '../../../network/ceremony/endpoints.ts'
import { parseDocument } from '../../../network/document.ts'
import { typedDigest } from '../../../network/typed-data.ts'
import { addressOf, keyOf, signedBy } from '../../fixtures/founders.ts'

const agent = keyOf('hospital-north/the agent')
const body: EndpointsBody = {
  format: 'quorate/endpoints/1',
  member: 'hospital-north',
  chainId: 620_620,
  consortium: `0x${'11'.repeat(32)}`,
  serial: 1,
  issuedAt: '2026-09-01T00:00:00Z',
  nodes: [{ name: 'hospital-north-1', host: '192.0.2.7', port: 30_303 }],
}
const signed = (change: Partial<EndpointsBody> = {}, key = agent): Endpoints => {
  const record = { ...body, ...change }
  return { ...record, signature: signedBy(key, typedDigest(endpointsTypedData(record))) }
}
const readable = (change: Partial<EndpointsBody>) =>
  parseDocument(endpointsSchema, JSON.stringify(signed(change)), 'endpoints.json').ok
const withHost = (host: string) => readable({ nodes: [{ name: 'hospital-north-1', host, port: 30_303 }] })
const codes = (record: Endpoints, by?: string) => checkEndpoints(record, 'endpoints.json', by).map(({ code }) => code)

describe('an endpoint record', () => {
  it('signed by the member’s agent is in order', () => expect(codes(signed(), addressOf(agent))).toEqual([]))

  it('signed by another key is forged where the agent is known', () => {
    expect(codes(signed({}, keyOf('a stranger')), addressOf(agent))).toEqual(['ENDPOINTS_FORGED'])
    expect(codes(signed({}, keyOf('hospital-north/the officer')), addressOf(agent))).toEqual(['ENDPOINTS_FORGED'])
  })

  it('without any key’s signature is forged even where no agent is known', () => {
    expect(codes({ ...signed(), signature: `0x${'00'.repeat(65)}` })).toEqual(['ENDPOINTS_FORGED'])
  })

  const [node] = body.nodes
  it.each<[string, Partial<EndpointsBody>]>([
    ['member', { member: 'hospital-south' }],
    ['chain', { chainId: 620_621 }],
    ['consortium', { consortium: `0x${'22'.repeat(32)}` }],
    ['serial', { serial: 2 }],
    ['moment', { issuedAt: '2026-09-01T00:00:01Z' }],
    ['node', { nodes: [{ ...node, name: 'hospital-north-2' } as never] }],
    ['host', { nodes: [{ ...node, host: '192.0.2.8' } as never] }],
    ['port', { nodes: [{ ...node, port: 30_304 } as never] }],
  ])('of which the %s was changed is forged', (_, change) => {
    expect(codes({ ...signed(), ...change }, addressOf(agent))).toEqual(['ENDPOINTS_FORGED'])
  })

  it.each(['192.0.2.7', '::1', '2001:db8::', '2001:db8::7', '::ffff:192.0.2.7'])('takes the host %s', (host) =>
    expect(withHost(host)).toBe(true),
  )

  it.each([
    '',
    ' ',
    'node',
    'localhost',
    'node-1.hospital.example.org',
    'x.invalid',
    'node:30303',
    'http://node',
    'node/path',
    'node example',
    'node\n10.0.0.1',
    'nöde.example',
    '[::1]',
    'fe80::1%eth0',
    '1:2:3',
    '1.2.3',
    '256.0.0.1',
    '1.2.3.4.5',
    '010.0.0.1',
    '2130706433',
  ])('refuses the host %j', (host) => expect(withHost(host)).toBe(false))

  it.each([0, -1, 65_536, 1.5])('refuses the port %d', (port) => {
    const text = JSON.stringify({ ...signed(), nodes: [{ ...node, port }] })
    expect(parseDocument(endpointsSchema, text, 'endpoints.json').ok).toBe(false)
  })

  it('names each node once, and at least one', () => {
    expect(readable({ nodes: [node, { ...node, port: 1 }] as never })).toBe(false)
    expect(readable({ nodes: [] })).toBe(false)
  })

  it('counts from one in whole numbers', () => {
    // The signature is over another serial; only the form is asked for here.
    const ok = (serial: number) => parseDocument(endpointsSchema, JSON.stringify({ ...signed(), serial }), 'e.json').ok
    expect([0, -1, 1.5, 2 ** 53, 1].map(ok)).toEqual([false, false, false, false, true])
  })
})
