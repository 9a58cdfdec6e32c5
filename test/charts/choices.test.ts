import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { noHelm, skipped } from './programs.ts'
import { type Manifest, ofKind, rendered, valuesOf } from './render.ts'

const named = (all: readonly Manifest[], kind: string, name: string): Manifest =>
  ofKind(all, kind).find(({ metadata }) => metadata.name === name)

function choices(): void {
  it('limits the agent to its Lease, and to its own nodes', () => {
    const all = rendered(valuesOf('everything'))
    expect(named(all, 'Role', 'oem-aarau-agent').rules).toEqual([
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: ['oem-aarau-agent'],
        verbs: ['get', 'update'],
      },
      {
        apiGroups: [''],
        resources: ['pods'],
        resourceNames: ['oem-aarau-aarau-1-0', 'oem-aarau-aarau-2-0', 'oem-aarau-aarau-3-0'],
        verbs: ['get', 'delete'],
      },
      {
        apiGroups: ['apps'],
        resources: ['statefulsets'],
        resourceNames: ['oem-aarau-aarau-1', 'oem-aarau-aarau-2', 'oem-aarau-aarau-3'],
        verbs: ['get'],
      },
    ])
    expect(ofKind(all, 'Lease').map(({ metadata }) => metadata.name)).toEqual(['oem-aarau-agent'])
  })

  it('gives a node whose key is in an HSM the PIN in place of a key, and the way to the HSM', () => {
    const all = rendered(valuesOf('hsm'))
    const { containers, volumes } = named(all, 'StatefulSet', 'regulator-bern-bern-1').spec.template.spec
    const secrets = volumes.flatMap(({ secret }: Manifest) => secret ?? [])
    // Octal to Kubernetes (0440), which YAML 1.2 is not.
    expect(secrets).toEqual([{ secretName: 'bern-token', defaultMode: 440, items: [{ key: 'pin', path: 'node.key' }] }])
    expect(containers[0].env).toContainEqual({ name: 'HSM_CONF', value: '/opt/hsm/client.conf' })
    const [, to] = named(all, 'NetworkPolicy', 'regulator-bern-bern-1').spec.egress
    const blocks = to.to.flatMap(({ ipBlock }: Manifest) => ipBlock?.cidr ?? [])
    expect(blocks).toEqual(['198.51.100.0/24', '192.0.2.10/32'])
  })

  it('alarms at what the agent finds, first at what has a time', () => {
    const [{ spec }] = ofKind(rendered(valuesOf('everything')), 'PrometheusRule')
    const rules = spec.groups.flatMap((group: Manifest) => group.rules)
    const rule = (alert: string) => rules.find((one: Manifest) => one.alert === alert)
    expect(rule('QuorateAmendmentNotApplied').labels.severity).toBe('critical')
    expect(rule('QuorateFinding').expr).toContain('quorate_findings{namespace="consortium",service="oem-aarau-agent"')
    expect(rule('QuorateFinding').annotations.summary).toContain('{{ $labels.code }}')
  })

  it('runs nodes without an agent, and then gives no rights at all', () => {
    const all = rendered(valuesOf('one-validator'))
    expect(
      ['Deployment', 'Role', 'RoleBinding', 'ServiceAccount', 'Lease'].flatMap((kind) => ofKind(all, kind)),
    ).toEqual([])
  })

  it('opens P2P to listed peers and its own nodes only, where peers are listed', () => {
    const peers = (name: 'everything' | 'one-validator', policy: string) =>
      named(rendered(valuesOf(name)), 'NetworkPolicy', policy).spec.ingress[0].from
    expect(peers('everything', 'oem-aarau-aarau-1').map(({ ipBlock }: Manifest) => ipBlock?.cidr)).toEqual([
      '198.51.100.0/24',
      '2001:db8::/32',
      undefined,
    ])
    expect(peers('one-validator', 'hospital-basel-basel-1')).toBeUndefined()
  })

  describe('the agent, whose pod holds keys, reaches', () => {
    const egress = (change: (values: Manifest) => void): Manifest[] => {
      const values = valuesOf('everything')
      change(values)
      return named(rendered(values), 'NetworkPolicy', 'oem-aarau-agent').spec.egress
    }

    it('names, its own nodes by their ports, and what its operator lists', () => {
      const [dns, ...others] = egress(() => {})
      expect(dns).toEqual({ ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol })) })
      const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'TCP' }))
      expect(others.slice(0, 3).map(({ ports, to }) => [to[0].podSelector.matchLabels['quorate.node'], ports])).toEqual(
        [1, 2, 3].map((index) => [`aarau-${index}`, tcp(8544 + index, 9544 + index)]),
      )
      expect(others.slice(3)).toEqual([
        { to: [{ ipBlock: { cidr: '192.0.2.1/32' } }], ports: tcp(6443) },
        { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: tcp(443) },
        { to: [{ ipBlock: { cidr: '203.0.113.9/32' } }] },
      ])
    })

    it('everything where he lists nothing, also in a namespace that denies what nobody allows', () => {
      expect(egress(({ networkPolicy }) => delete networkPolicy.agentReaches)).toEqual([{}])
    })
  })

  it('lets `helm test` ask names and its own nodes’ metrics, and nobody else', () => {
    const { podSelector, ingress, egress } = named(
      rendered(valuesOf('everything')),
      'NetworkPolicy',
      'oem-aarau-heads',
    ).spec
    expect([podSelector.matchLabels['app.kubernetes.io/component'], ingress]).toEqual(['test', []])
    const ports = egress.flatMap((rule: Manifest) => rule.ports.map(({ port }: Manifest) => port))
    expect(ports).toEqual([53, 53, 9545, 9546, 9547])
    expect(egress.slice(1).filter(({ to }: Manifest) => to[0].podSelector === undefined)).toEqual([])
  })

  it('brings monitoring where it is wanted, and nothing of it elsewhere', () => {
    const kinds = ['ServiceMonitor', 'PrometheusRule']
    const found = (values: Manifest) => rendered(values).filter(({ kind }) => kinds.includes(kind))
    expect(
      found(valuesOf('everything'))
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['PrometheusRule', 'ServiceMonitor'])
    expect(found(valuesOf('one-validator'))).toEqual([])
    const [board] = rendered(valuesOf('everything')).filter(({ metadata }) => metadata.name === 'oem-aarau-dashboard')
    expect(JSON.parse(board.data['quorate-member.json']).panels.length).toBeGreaterThan(4)
  })

  it('changes the pods whose files changed, and no others', () => {
    const values = valuesOf('everything')
    const template = (all: readonly Manifest[], name: string) =>
      JSON.stringify(named(all, 'StatefulSet', name).spec.template)
    const before = rendered(values)
    values.files['other-nodes'] = '["enode://x"]'
    values.nodes[1].files['static-nodes.json'] = 'other-nodes'
    const after = rendered(values)
    const changed = ['oem-aarau-aarau-1', 'oem-aarau-aarau-2', 'oem-aarau-aarau-3'].filter(
      (name) => template(before, name) !== template(after, name),
    )
    expect(changed).toEqual(['oem-aarau-aarau-2'])
  })

  it('tells the agent which genesis its nodes are given, and replaces no pod by itself', () => {
    const values = valuesOf('everything')
    const all = rendered(values)
    const digest = createHash('sha256').update(values.files[values.nodes[0].files['genesis.json']]).digest('hex')
    const list = JSON.parse(named(all, 'ConfigMap', 'oem-aarau-agent').data['nodes.json'])
    expect(list.map(({ genesis }: Manifest) => genesis)).toEqual([digest, digest, digest])
    for (const { spec } of ofKind(all, 'StatefulSet')) expect(spec.updateStrategy).toEqual({ type: 'OnDelete' })
  })

  it('announces the address of the pod where told to', () => {
    const set = named(rendered(valuesOf('node-port')), 'StatefulSet', 'regulator-bern-bern-1')
    expect(set.spec.template.spec.containers[0].args).toContain('--p2p-host=$(POD_IP)')
  })
}

describe('charts/quorate-member', () => {
  if (noHelm === undefined) choices()
  else skipped(noHelm)
})
