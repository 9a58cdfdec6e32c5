import { describe, expect, it } from '@jest/globals'
import type { PlacedNode } from '../../../network/besu/member-nodes.ts'
import { firewallMatrix } from '../../../network/firewall/matrix.ts'
import { matrixText } from '../../../network/firewall/matrix-text.ts'
import { memberOptionsSchema } from '../../../network/consortium/member-options/member-options.ts'

const node = (member: string, name: string, host?: string): PlacedNode => ({
  member,
  name,
  duty: 'validator',
  publicKey: `0x${'11'.repeat(64)}`,
  place: host === undefined ? undefined : { host, port: 30_303 },
  enode: undefined,
})
const nodes = [
  node('north', 'north-1', '203.0.113.1'),
  node('north', 'north-2', '203.0.113.2'),
  node('south', 'south-1', 'south.example'),
  node('east', 'east-1', '2001:db8::1'),
  node('west', 'west-1'),
]
const options = memberOptionsSchema.parse({
  format: 'quorate/member/1',
  target: 'process',
  publicChains: { base: ['https://rpc.example/v1/secret-key', 'http://127.0.0.1:9000'] },
  unlock: { by: 'web3signer', url: 'https://signer.example:9000/' },
})
const matrix = firewallMatrix({ member: 'north', nodes, options })
const between = (from: string, to: string) =>
  matrix.ways.filter((way) => way.from.what === from && way.to.what === to && way.must === 'open')

describe('the firewall matrix of a member', () => {
  it('has each of its nodes reach every other placed node, and be reached by it', () => {
    for (const own of ['north-1', 'north-2']) {
      for (const other of ['south-1', 'east-1']) {
        expect(between(own, other)).toHaveLength(1)
        expect(between(other, own)).toHaveLength(1)
      }
    }
    expect(between('north-1', 'north-2')).toHaveLength(1)
    expect(between('south-1', 'east-1')).toEqual([])
    expect(between('north-1', 'north-1')).toEqual([])
  })

  it('tries only what begins here', () => {
    expect(between('north-1', 'south-1')[0]?.starts).toBe(true)
    expect(between('south-1', 'north-1')[0]?.starts).toBe(false)
  })

  it('says where others come from, as far as that is known', () => {
    expect(between('east-1', 'north-1')[0]?.from.host).toBe('2001:db8::1')
    expect(between('west-1', 'north-1')[0]?.from.host).toBeUndefined()
  })

  it('names the node that nobody said how to reach, and leads nothing to it', () => {
    expect(matrix.unplaced).toEqual([{ member: 'west', node: 'west-1' }])
    expect(matrix.ways.some(({ to }) => to.what === 'west-1')).toBe(false)
  })

  it('keeps RPC and metrics of every own node closed to everybody, at the ports that its options give', () => {
    const closed = matrix.ways.filter(({ must }) => must === 'closed').map(({ to }) => [to.what, to.port])
    expect(closed).toEqual([
      ['RPC of north-1', 8545],
      ['metrics of north-1', 9545],
      ['RPC of north-2', 8546],
      ['metrics of north-2', 9546],
    ])
  })

  it('leads out to public chains and signer by host and port, and shows nothing else of their addresses', () => {
    const out = matrix.ways.filter(({ to }) => to.member === undefined).map(({ to }) => [to.what, to.host, to.port])
    expect(out).toEqual([
      ['public chain base', 'rpc.example', 443],
      ['public chain base', '127.0.0.1', 9000],
      ['signer', 'signer.example', 9000],
    ])
    expect(JSON.stringify(matrix)).not.toContain('secret-key')
  })

  it('opens no UDP and, from other members, nothing but the port between nodes', () => {
    expect(matrix.ways.every(({ protocol }) => protocol === 'tcp')).toBe(true)
    const inward = matrix.ways.filter(({ from, must }) => from.member !== 'north' && must === 'open')
    expect(new Set(inward.map(({ to }) => to.port))).toEqual(new Set([30_303]))
  })

  it('tries nothing on loopback where nodes are pods with addresses of their own', () => {
    const pods = firewallMatrix({ member: 'north', nodes, options: { ...options, target: 'kubernetes' } })
    const tried = pods.ways.filter(({ starts, to }) => starts && to.member === 'north')
    expect(tried.map(({ to }) => to.what)).toEqual(['north-2', 'north-1'])
  })

  it('is told in lines, with IPv6 in brackets', () => {
    const text = matrixText('north', matrix).join('\n')
    expect(text).toContain('[2001:db8::1]:30303/tcp')
    expect(text).toContain('west-1 (west)')
  })
})
