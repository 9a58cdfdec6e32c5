import { describe, expect, it } from '@jest/globals'
import type { PlacedNode } from '../../../network/besu/member-nodes.ts'
import { firewallMatrix } from '../../../network/firewall/matrix.ts'
import { matrixText } from '../../../network/firewall/matrix-text.ts'
import type { Way } from '../../../network/firewall/rule.ts'
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
const network = 'device-ledger'
const matrix = firewallMatrix({ member: 'north', nodes, options, network })
/** What is inside the member's own, its nodes' own protocol aside. */
const ownRows = (ways: readonly Way[]) =>
  ways.flatMap(({ from, to, must }) =>
    to.port === 30_303 || to.what.startsWith('public chain') || to.what === 'signer'
      ? []
      : [`${from.what} ${must === 'open' ? '→' : '✗'} ${to.what} ${to.host}:${to.port}`],
  )
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

  it('has RPC and metrics answer on loopback alone where nodes run on this machine', () => {
    const rows = ownRows(matrix.ways)
    expect(rows).toContain('agent and commands → RPC of north-2 127.0.0.1:8546')
    expect(rows).toContain('monitoring → metrics of north-2 127.0.0.1:9546')
    expect(rows).toContain('anybody ✗ RPC of north-2 every other address:8546')
    expect(rows).toHaveLength(8)
  })

  it('opens no UDP and, from other members, nothing but the port between nodes', () => {
    expect(matrix.ways.every(({ protocol }) => protocol === 'tcp')).toBe(true)
    const inward = matrix.ways.filter(({ from, must }) => from.member !== 'north' && must === 'open')
    expect(new Set(inward.map(({ to }) => to.port))).toEqual(new Set([30_303]))
  })

  it('is told in lines, with IPv6 in brackets', () => {
    const text = matrixText('north', matrix).join('\n')
    expect(text).toContain('[2001:db8::1]:30303/tcp')
    expect(text).toContain('west-1 (west)')
  })
})

describe('the firewall matrix of a member whose nodes are pods', () => {
  const image = { repository: 'registry.example/quorate', digest: `sha256:${'2'.repeat(64)}` }
  const agent = { image, passphraseSecret: 'passphrase' }
  const inCluster = (kubernetes: object, apiServer?: string) => {
    const chosen = memberOptionsSchema.parse({ format: 'quorate/member/1', target: 'kubernetes', kubernetes })
    return firewallMatrix({ member: 'north', nodes, options: chosen, network, apiServer })
  }

  it('has RPC and metrics at the pods, and names the policy that holds everybody else off', () => {
    const { ways } = inCluster({ agent, networkPolicy: { metricsFrom: [{ namespace: { name: 'monitoring' } }] } })
    const pod = (node: string) => `north-${node}-0.north.device-ledger-north.svc`
    expect(ownRows(ways)).toEqual([
      ...[0, 1].flatMap((i) => {
        const [node, host] = [`north-${i + 1}`, pod(`north-${i + 1}`)]
        return [
          `agent → RPC of ${node} ${host}:${8545 + i}`,
          `agent → metrics of ${node} ${host}:${9545 + i}`,
          `monitoring → metrics of ${node} ${host}:${9545 + i}`,
          `anybody else ✗ RPC of ${node} ${host}:${8545 + i}`,
          `anybody else ✗ metrics of ${node} ${host}:${9545 + i}`,
        ]
      }),
      'agent → API server of the cluster kubernetes.default.svc:443',
    ])
    const policies = ways.flatMap(({ must, why }) => (must === 'closed' ? [/NetworkPolicy (\S+):/.exec(why)?.[1]] : []))
    expect(policies).toEqual(['north-north-1', 'north-north-1', 'north-north-2', 'north-north-2'])
  })

  it('leaves out who is let in by nobody: an agent that is not there, monitoring that no policy names', () => {
    const rows = ownRows(inCluster({ namespace: 'chosen' }).ways)
    expect(rows.filter((row) => !row.startsWith('anybody else'))).toEqual([])
    expect(rows).toContain('anybody else ✗ RPC of north-1 north-north-1-0.north.chosen.svc:8545')
  })

  it('leads commands to the API server, and tries that way and no other of the member’s own', () => {
    const { ways } = inCluster({ agent }, 'https://cluster.example:6443')
    expect(ownRows(ways)).toContain('commands → API server of the cluster cluster.example:6443')
    const tried = ways.filter(({ starts, to }) => starts && (to.member === 'north' || to.member === undefined))
    expect(tried.map(({ to }) => to.what)).toEqual(['north-2', 'north-1', 'API server of the cluster'])
  })
})
