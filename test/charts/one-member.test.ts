import { describe, expect, it } from '@jest/globals'
import { chartPlaces } from '../../network/render/helm/places.ts'
import { noHelm, skipped } from './programs.ts'
import { examples, type Manifest, ofKind, rendered, valuesOf } from './render.ts'

/** The parts of a release, and what each is given. */
function parts(values: Manifest): void {
  const all = rendered(values)
  const { member } = values
  const named = (kind: string, name: string): Manifest =>
    ofKind(all, kind).find(({ metadata }) => metadata.name === name)
  const podOf = ({ name }: Manifest) => named('StatefulSet', `${member}-${name}`).spec.template.spec
  const volumeOf = (pod: Manifest, wanted: string) => pod.volumes.find(({ name }: Manifest) => name === wanted)
  const placeOf = (pod: Manifest, wanted: string) =>
    pod.containers[0].volumeMounts.find(({ name }: Manifest) => name === wanted).mountPath

  it('is one member’s nodes and its agent, and nothing that another release could own', () => {
    const sets = ofKind(all, 'StatefulSet').map(({ metadata }) => metadata.name)
    expect(sets).toEqual(values.nodes.map(({ name }: Manifest) => `${member}-${name}`))
    expect(ofKind(all, 'Deployment')).toHaveLength(values.agent === undefined ? 0 : 1)
    for (const { metadata } of all) {
      expect(`${metadata.name}-`.startsWith(`${member}-`)).toBe(true)
      expect([undefined, 'consortium']).toContain(metadata.namespace)
      expect(metadata.labels).toMatchObject({
        'app.kubernetes.io/instance': member,
        'quorate.member': member,
        'quorate.network': values.network.name,
      })
    }
  })

  it('gives each node its finished files byte for byte, from what nobody can change under it', () => {
    for (const node of values.nodes) {
      const pod = podOf(node)
      const sources = volumeOf(pod, 'files').projected.sources.map(({ configMap }: Manifest) => configMap)
      const given = sources.map(({ name, items }: Manifest) => {
        const { data, immutable } = named('ConfigMap', name)
        expect([items.length, immutable]).toEqual([1, true])
        return [items[0].path, data[items[0].key]]
      })
      const wanted = Object.entries(node.files).map(([path, id]) => [path, values.files[String(id)]])
      expect(Object.fromEntries(given)).toEqual(Object.fromEntries(wanted))
      expect(placeOf(pod, 'files')).toBe(chartPlaces.files)
      const { data, immutable } = named('ConfigMap', volumeOf(pod, 'config').configMap.name)
      expect([data.config, immutable]).toEqual([node.config, true])
      expect(pod.containers[0].args[0]).toBe(`--config-file=${placeOf(pod, 'config')}/besu.toml`)
      expect(placeOf(pod, 'data')).toBe(chartPlaces.data)
    }
  })

  it('refers to each node’s Secret, and puts it where its configuration looks', () => {
    for (const node of values.nodes) {
      const pod = podOf(node)
      const { secretName, items } = volumeOf(pod, 'key').secret
      expect(secretName).toBe(node.keySecret ?? node.pinSecret)
      expect(items.map(({ path }: Manifest) => `${placeOf(pod, 'key')}/${path}`)).toEqual([chartPlaces.key])
    }
  })

  it('lets nobody to the agent but those who read its metrics', () => {
    const policies = ofKind(all, 'NetworkPolicy').filter(
      ({ spec }) => spec.podSelector.matchLabels['app.kubernetes.io/component'] === 'agent',
    )
    expect(policies).toHaveLength(values.agent === undefined ? 0 : 1)
    const from = (values.networkPolicy?.metricsFrom ?? []).map(({ namespace, pods }: Manifest) => ({
      namespaceSelector: { matchLabels: namespace },
      podSelector: { matchLabels: pods },
    }))
    const ports = [{ port: 'metrics', protocol: 'TCP' }]
    for (const { spec } of policies) {
      expect(spec.policyTypes).toEqual(['Ingress', 'Egress'])
      expect(spec.ingress).toEqual(from.length === 0 ? [] : [{ ports, from }])
    }
  })
}

describe('a release of charts/quorate-member', () => {
  if (noHelm !== undefined) {
    skipped(noHelm)
    return
  }
  describe.each(examples)('with %s', (name) => parts(valuesOf(name)))
  describe('whose metrics nobody reads', () => parts({ ...valuesOf('everything'), networkPolicy: {}, monitoring: {} }))
})
