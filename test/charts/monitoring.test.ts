import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { AgentMetrics } from '../../provisioner/agent/metrics.ts'
import { noHelm, skipped } from './programs.ts'
import { chart, type Manifest, ofKind, rendered, valuesOf } from './render.ts'

/** What only monitoring is made of. */
const kept = (all: readonly Manifest[]) =>
  all.filter(
    ({ kind, metadata }) => /^(ServiceMonitor|PrometheusRule)$/.test(kind) || /-dashboard$/.test(metadata.name),
  )
const rulesOf = (all: readonly Manifest[]): Manifest[] =>
  ofKind(all, 'PrometheusRule').flatMap(({ spec }) => spec.groups.flatMap((group: Manifest) => group.rules))

function monitoring(): void {
  it.each([
    ['serviceMonitor', 'ServiceMonitor'],
    ['prometheusRule', 'PrometheusRule'],
    ['dashboard', 'ConfigMap'],
  ])('brings by %s that and no more, with the labels that it was given', (toggle, kind) => {
    const values = valuesOf('everything')
    values.monitoring = { [toggle]: { enabled: true, labels: { release: 'ours' } } }
    const found = kept(rendered(values))
    expect(found.map((one) => [one.kind, one.metadata.labels.release])).toEqual([[kind, 'ours']])
    values.monitoring = {}
    expect(kept(rendered(values))).toEqual([])
  })

  it('scrapes nodes and agent, on a port that each Service has', () => {
    const all = rendered(valuesOf('everything'))
    const [{ spec }] = ofKind(all, 'ServiceMonitor')
    const [{ key, operator, values }] = spec.selector.matchExpressions
    expect(operator).toBe('In')
    const scraped = ofKind(all, 'Service').filter(
      ({ metadata: { labels } }) =>
        values.includes(labels[key]) &&
        Object.entries(spec.selector.matchLabels).every(([name, value]) => labels[name] === value),
    )
    expect(scraped.map(({ metadata }) => metadata.name).sort()).toEqual(['oem-aarau', 'oem-aarau-agent'])
    const [{ port }] = spec.endpoints
    for (const service of scraped) expect(service.spec.ports.map(({ name }: Manifest) => name)).toContain(port)
  })

  it('alarms of each node by the age of its head, at its own threshold', () => {
    const values = valuesOf('everything')
    values.nodes[1].health.headAgeSeconds = 77
    const stale = rulesOf(rendered(values)).filter(({ alert }) => alert === 'QuorateHeadStale')
    expect(stale.map(({ labels, expr }) => [labels.node, expr])).toEqual(
      [12, 77, 12].map((seconds, index) => {
        const of = `namespace="consortium",pod="oem-aarau-aarau-${index + 1}-0"`
        return [`aarau-${index + 1}`, `time() - besu_blockchain_chain_head_timestamp{${of}} > ${seconds}`]
      }),
    )
  })

  it('asks the agent for what it tells', async () => {
    const board = readFileSync(`${chart}/files/dashboard.json`, 'utf8')
    const asked = [...rulesOf(rendered(valuesOf('everything'))).map(({ expr }) => expr), board].join('\n')
    const names = new Set(asked.match(/\bquorate_[a-z_]+/g))
    expect([...names]).toContain('quorate_findings')
    const told = await new AgentMetrics().text()
    expect([...names].filter((name) => !told.includes(`# TYPE ${name} `))).toEqual([])
  })
}

describe('monitoring of charts/quorate-member', () => {
  if (noHelm === undefined) monitoring()
  else skipped(noHelm)
})
