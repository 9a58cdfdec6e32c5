import { describe, expect, it } from '@jest/globals'
import { noHelm, skipped } from './programs.ts'
import { type Manifest, ofKind, rendered, valuesOf } from './render.ts'

const nodes = ['aarau-1', 'aarau-2', 'aarau-3']
const named = (all: readonly Manifest[], kind: string, name: string): Manifest =>
  ofKind(all, kind).find(({ metadata }) => metadata.name === name)
const podOf = (all: readonly Manifest[], node: string): Manifest =>
  named(all, 'StatefulSet', `oem-aarau-${node}`).spec.template
const agentOf = (all: readonly Manifest[]): Manifest => named(all, 'Deployment', 'oem-aarau-agent').spec.template
const testOf = (all: readonly Manifest[]): Manifest => ofKind(all, 'Pod')[0]

function placement(): void {
  const all = rendered(valuesOf('everything'))

  it('gives a node a reserved address and machines of its own, over what all have', () => {
    const services = nodes.map((node) => named(all, 'Service', `oem-aarau-${node}-p2p`))
    const address = 'load-balancer.example/static-address'
    expect(services.map(({ metadata }) => metadata.annotations[address])).toEqual(['aarau', 'aarau-two', 'aarau'])
    const pool = { 'quorate.example/pool': 'validators' }
    expect(nodes.map((node) => podOf(all, node).spec.nodeSelector)).toEqual([
      pool,
      { ...pool, 'quorate.example/zone': 'b' },
      pool,
    ])
  })

  it('has load balancers made by whom the operator says', () => {
    const classes = nodes.map((node) => named(all, 'Service', `oem-aarau-${node}-p2p`).spec.loadBalancerClass)
    expect(new Set(classes)).toEqual(new Set(['load-balancer.example/external']))
  })

  it('places every pod where the operator’s machines are', () => {
    const pods = [...nodes.map((node) => podOf(all, node)), agentOf(all), testOf(all)]
    for (const { metadata, spec } of pods) {
      expect(spec.tolerations).toEqual(valuesOf('everything').tolerations)
      expect(spec.priorityClassName).toBe('consortium')
      expect(metadata.labels['cost-centre']).toBe('ledger')
      expect(metadata.annotations['cluster-autoscaler.kubernetes.io/safe-to-evict']).toBe('false')
    }
  })

  it('keeps agent and test where the nodes are, unless told otherwise', () => {
    const selector = (change: (values: Manifest) => void) => {
      const values = valuesOf('everything')
      change(values)
      const made = rendered(values)
      return [agentOf(made), testOf(made)].map(({ spec }) => spec.nodeSelector?.['quorate.example/pool'])
    }
    expect(selector(() => {})).toEqual(['agents', 'validators'])
    expect(selector(({ agent }) => delete agent.nodeSelector)).toEqual(['validators', 'validators'])
    expect(selector(({ agent }) => (agent.nodeSelector = {}))).toEqual([undefined, 'validators'])
  })

  it('puts the agent’s home on a storage class of its own, or on the nodes’', () => {
    const classes = (change: (values: Manifest) => void) => {
      const values = valuesOf('everything')
      change(values)
      const made = rendered(values)
      const [claim] = ofKind(made, 'PersistentVolumeClaim')
      const [set] = ofKind(made, 'StatefulSet')
      return [claim.spec.storageClassName, set.spec.volumeClaimTemplates[0].spec.storageClassName]
    }
    expect(classes(() => {})).toEqual(['shared', 'fast'])
    expect(classes(({ agent }) => delete agent.home.className)).toEqual(['fast', 'fast'])
    expect(classes(({ storage }) => delete storage.className)).toEqual(['shared', undefined])
  })

  it('limits the agent’s processors as told, and to one where not', () => {
    const limit = (cpus?: number) => {
      const values = valuesOf('everything')
      values.agent.cpus = cpus
      if (cpus === undefined) delete values.agent.cpus
      return agentOf(rendered(values)).spec.containers[0].resources.limits.cpu
    }
    expect([limit(), limit(4)]).toEqual(['1', '4'])
  })
}

describe('pods of charts/quorate-member', () => {
  if (noHelm === undefined) placement()
  else skipped(noHelm)
})
