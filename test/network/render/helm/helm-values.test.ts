import { describe, expect, it } from '@jest/globals'
import { manifestDigest } from '../../../../network/besu/manifest.ts'
import type { NodeManifest } from '../../../../network/besu/node-manifest.ts'
import { type ChartOptions, helmValues, withNode, withoutNode } from '../../../../network/render/helm/helm-values.ts'
import type { HelmValues } from '../../../../network/render/helm/values.ts'
import { nodeManifest as node } from '../../../fixtures/node-manifest.ts'

function values(nodes: readonly NodeManifest[], options?: ChartOptions): HelmValues {
  const rendering = helmValues(nodes, options)
  if (!rendering.ok) throw new Error(JSON.stringify(rendering.problems))
  return rendering.values
}

function codes(nodes: readonly NodeManifest[], options?: ChartOptions): string[] {
  const rendering = helmValues(nodes, options)
  return rendering.ok ? [] : rendering.problems.map(({ code }) => code)
}

describe('helmValues', () => {
  it('places the parts of a node where the chart mounts them', () => {
    const [first] = values([node('basel-1')]).nodes
    expect(first?.config).toBe(
      'data-path="/quorate/data"\nnode-private-key-file="/quorate/key/node.key"\np2p-host="198.51.100.7"\nrpc-http-host="0.0.0.0"\n',
    )
    expect(first).toMatchObject({
      keySecret: 'basel-1-key',
      manifest: manifestDigest(node('basel-1')),
      podAddress: false,
    })
  })

  it('holds what nodes share once', () => {
    const { nodes, files } = values([node('basel-1'), node('basel-2')])
    expect(Object.values(files).sort()).toEqual(['["basel-1"]', '["basel-2"]', '{"config":{}}'])
    for (const { files: own } of nodes) expect(Object.values(own).every((id) => files[id] !== undefined)).toBe(true)
  })

  it('gives a node a minute to stop, and ten times its age of the head before it is restarted', () => {
    const health = (headAgeSeconds: number, stopSeconds: number) =>
      values([node('basel-1', { health: { headAgeSeconds, stopSeconds } })]).nodes[0]?.health
    expect(health(12, 30)).toEqual({ headAgeSeconds: 12, stallSeconds: 600, stopSeconds: 60 })
    expect(health(120, 90)).toEqual({ headAgeSeconds: 120, stallSeconds: 1200, stopSeconds: 90 })
  })

  it('announces the address of the pod where the record has a name', () => {
    expect(values([node('basel-1', { options: {} })]).nodes[0]?.podAddress).toBe(true)
  })

  it('says all at once what cannot be rendered', () => {
    const besu = { ...node('x').besu, digest: null }
    expect(codes([node('basel-1', { besu }), node('basel-2', { advertised: { host: 'h', port: 443 } })])).toEqual([
      'IMAGE_DIGEST_ABSENT',
      'NODE_PORT_MAPPED',
    ])
    expect(codes([])).toEqual(['NODES_ABSENT'])
    expect(codes([node('basel-1'), node('bern-1', { member: 'regulator-bern' })])).toEqual(['NODES_MIXED'])
    const high = { advertised: { host: 'h', port: 40_000 }, ports: { p2p: 40_000, rpc: 8545, metrics: 9545 } }
    expect(codes([node('basel-1', high)], { p2p: { service: 'NodePort' } })).toEqual(['NODE_PORT_RANGE'])
    expect(codes([node('basel-1', high)], { p2p: { service: 'LoadBalancer' } })).toEqual([])
  })

  it('refuses what the chart would refuse', () => {
    expect(codes([node('basel-1')], { imagePullSecrets: ['Not A Name'] })).toEqual(['CHART_VALUE'])
  })
})

describe('the values of a release', () => {
  const both = values([node('basel-1'), node('basel-2')])

  it('change one node alone', () => {
    const next = values([node('basel-2', { options: { logging: 'DEBUG' } })])
    const after = withNode(both, next)
    expect(after.nodes[0]).toEqual(both.nodes[0])
    expect(after.nodes[1]).toEqual(next.nodes[0])
    expect(after.nodes).toHaveLength(2)
  })

  it('stay as they are where only the text of a seed is another: it counts at a first start, and no pod is missed for it', () => {
    const seeded = (text: string, change: Partial<NodeManifest> = {}) =>
      values([node('basel-2', { seeds: { 'permissions.toml': text }, ...change })])
    const seedOf = ({ nodes }: HelmValues) => nodes[1]?.seeds
    const standing = withNode(both, seeded('old'))
    expect(withNode(standing, seeded('new'))).toEqual(standing)
    expect(withNode(standing, values([node('basel-2', { seeds: { 'other.toml': 'old' } })]))).not.toEqual(standing)
    expect(seedOf(withNode(standing, seeded('new', { options: { logging: 'DEBUG' } })))).toEqual({
      'permissions.toml': 'new',
    })
  })

  it('drop texts that no node names any more, and keep those that one still does', () => {
    const after = withNode(both, values([node('basel-2', { files: { 'genesis.json': '{"config":{"b":1}}' } })]))
    expect(Object.values(after.files).sort()).toEqual(['["basel-1"]', '{"config":{"b":1}}', '{"config":{}}'])
    expect(Object.values(withoutNode(both, 'basel-2')?.files ?? {}).sort()).toEqual(['["basel-1"]', '{"config":{}}'])
  })

  it('end with the last node', () => {
    expect(withoutNode(values([node('basel-1')]), 'basel-1')).toBeUndefined()
    expect(withoutNode(both, 'nobody')?.nodes).toHaveLength(2)
  })
})
