import { describe, expect, it } from '@jest/globals'
import { noHelm, skipped } from './programs.ts'
import { examples, type Manifest, ofKind, rendered, valuesOf } from './render.ts'

const templateOf = (manifest: Manifest): Manifest =>
  manifest.kind === 'Pod' ? manifest.spec : manifest.spec.template.spec
const withPods = (all: readonly Manifest[]) =>
  all.filter(({ kind }) => /^(StatefulSet|Deployment|Pod|Job|DaemonSet)$/.test(kind))
const containersOf = (pod: Manifest): Manifest[] => [...(pod.initContainers ?? []), ...pod.containers]
const memberOf = ([first]: readonly Manifest[]): string => first.metadata.labels['quorate.member']
const besuOf = (set: Manifest): Manifest =>
  set.spec.template.spec.containers.find(({ name }: Manifest) => name === 'besu')

function everyPod(all: readonly Manifest[]): void {
  const pods = withPods(all).map(templateOf)

  it('runs under Pod Security "restricted", on a read-only root', () => {
    for (const { securityContext } of pods) {
      expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    }
    const containers = pods.flatMap(containersOf)
    expect(containers.length).toBeGreaterThan(1)
    for (const { securityContext } of containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
    }
    expect(pods.filter(({ securityContext }) => securityContext.runAsUser === 0)).toEqual([])
    const kinds = pods.flatMap(({ volumes }) => volumes.map(({ name, ...source }: Manifest) => Object.keys(source)))
    const allowed = ['configMap', 'emptyDir', 'persistentVolumeClaim', 'projected', 'secret']
    expect(kinds.flat().filter((kind) => !allowed.includes(kind))).toEqual([])
    expect(pods.filter((pod) => pod.hostNetwork || pod.hostPID || pod.hostIPC)).toEqual([])
    const ports = containers.flatMap((container) => container.ports ?? [])
    expect(ports.filter(({ hostPort }) => hostPort !== undefined)).toEqual([])
  })

  it('has a /tmp to write to', () => {
    for (const pod of pods) {
      expect(pod.volumes).toContainEqual({ name: 'tmp', emptyDir: { sizeLimit: expect.any(String) } })
      expect(pod.containers[0].volumeMounts).toContainEqual({ name: 'tmp', mountPath: '/tmp' })
    }
  })

  it('takes every image by digest', () => {
    for (const { image } of pods.flatMap(containersOf)) expect(image).toMatch(/^[^:@]+@sha256:[0-9a-f]{64}$/)
  })

  it('limits memory and processors, without which a quota refuses a pod', () => {
    for (const { resources } of pods.flatMap(containersOf)) {
      expect(resources.limits).toEqual({
        cpu: expect.stringMatching(/^\d+m?$/),
        memory: expect.stringMatching(/^\d+Mi$/),
      })
      expect(resources.requests).toEqual({ cpu: expect.any(String), memory: expect.stringMatching(/^\d+Mi$/) })
    }
  })

  it('gives no token to pods that need none', () => {
    const tokens = withPods(all).filter((manifest) => templateOf(manifest).automountServiceAccountToken !== false)
    expect(tokens.map(({ kind }) => kind)).toEqual(ofKind(all, 'Deployment').map(({ kind }) => kind))
  })
}

function everyNode(all: readonly Manifest[]): void {
  const sets = ofKind(all, 'StatefulSet')

  it('gives each node its own Secret, and nobody else', () => {
    const secrets = sets.map((set) =>
      templateOf(set).volumes.flatMap(({ secret }: Manifest) => secret?.secretName ?? []),
    )
    for (const own of secrets) expect(own).toHaveLength(1)
    expect(new Set(secrets.flat()).size).toBe(sets.length)
    for (const set of sets)
      expect(besuOf(set).env.filter(({ valueFrom }: Manifest) => valueFrom?.secretKeyRef)).toEqual([])
  })

  it('keeps the heap at half of the limit or less, and the arenas at two', () => {
    for (const set of sets) {
      const { env, resources } = besuOf(set)
      const value = (name: string) => env.find((entry: Manifest) => entry.name === name)?.value
      const heap = Number(/^-Xmx(\d+)m$/.exec(value('BESU_OPTS'))?.[1])
      expect(heap).toBeGreaterThan(0)
      expect(heap * 2).toBeLessThanOrEqual(Number.parseInt(resources.limits.memory, 10))
      expect(value('MALLOC_ARENA_MAX')).toBe('2')
    }
  })

  it('asks the age of the head, never /liveness, and lets it stop in a minute or more', () => {
    for (const set of sets) {
      const { livenessProbe, readinessProbe } = besuOf(set)
      expect(livenessProbe.exec.command.slice(1, 2)).toEqual(['/quorate/probe/head-age.sh'])
      expect(readinessProbe.exec.command.slice(1, 2)).toEqual(['/quorate/probe/head-age.sh'])
      expect([livenessProbe.exec.command[4], readinessProbe.exec.command[4]]).toEqual(['alive', 'ready'])
      expect(Number(livenessProbe.exec.command[5])).toBeGreaterThan(Number(readinessProbe.exec.command[5]))
      expect(templateOf(set).terminationGracePeriodSeconds).toBeGreaterThanOrEqual(60)
    }
  })

  it('keeps every claim, whatever becomes of the release', () => {
    for (const { spec } of sets) {
      expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' })
    }
    for (const { metadata } of ofKind(all, 'PersistentVolumeClaim')) {
      expect(metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' })
    }
  })

  it('changes a node while it is not ready, since no node is while the chain stands still', () => {
    for (const { spec } of sets) expect([spec.replicas, spec.podManagementPolicy]).toEqual([1, 'Parallel'])
  })

  it('lets one validator be away at a time', () => {
    const [budget, ...others] = ofKind(all, 'PodDisruptionBudget')
    expect(others).toEqual([])
    expect([budget.spec.maxUnavailable, budget.spec.minAvailable]).toEqual([1, undefined])
    const wanted = Object.entries(budget.spec.selector.matchLabels)
    const held = sets.filter(({ spec }) =>
      wanted.every(([name, value]) => spec.template.metadata.labels[name] === value),
    )
    const validators = sets.filter(({ metadata }) => metadata.labels['quorate.duty'] === 'validator')
    expect(held.map(({ metadata }) => metadata.name)).toEqual(validators.map(({ metadata }) => metadata.name))
  })
}

function everyService(all: readonly Manifest[]): void {
  const services = ofKind(all, 'Service')

  it('names pods also while they are not ready', () => {
    const [headless] = services.filter(({ metadata }) => metadata.name === memberOf(all))
    expect(headless.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true })
  })

  it('opens P2P and nothing else to the outside, on the port that the node announces', () => {
    const outside = services.filter(({ spec }) => spec.clusterIP !== 'None')
    expect(outside).toHaveLength(ofKind(all, 'StatefulSet').length)
    for (const { spec } of outside) {
      expect(spec.type).toMatch(/^(LoadBalancer|NodePort)$/)
      expect(spec.publishNotReadyAddresses).toBe(true)
      for (const { targetPort } of spec.ports) expect(targetPort).toMatch(/^(p2p|discovery)$/)
      const set = ofKind(all, 'StatefulSet').find(
        ({ metadata }) => metadata.labels['quorate.node'] === spec.selector['quorate.node'],
      )
      const listens = besuOf(set).ports.find(({ name }: Manifest) => name === 'p2p').containerPort
      expect(spec.ports[0].port).toBe(listens)
      if (spec.type === 'NodePort') expect(spec.ports[0].nodePort).toBe(listens)
    }
  })
}

function everyPolicy(all: readonly Manifest[]): void {
  const policies = ofKind(all, 'NetworkPolicy').filter(({ metadata }) => metadata.labels['quorate.node'] !== undefined)

  it('lets the agent alone to JSON-RPC, where ADMIN and PERM answer', () => {
    expect(policies).toHaveLength(ofKind(all, 'StatefulSet').length)
    for (const { spec } of policies) {
      expect(spec.policyTypes).toEqual(['Ingress', 'Egress'])
      const toRpc = spec.ingress.filter(
        ({ ports }: Manifest) => ports === undefined || ports.some(({ port }: Manifest) => port === 'rpc'),
      )
      expect(toRpc).toHaveLength(1)
      expect(toRpc[0].from).toEqual([
        {
          podSelector: {
            matchLabels: {
              'app.kubernetes.io/name': 'quorate-member',
              'app.kubernetes.io/instance': memberOf(all),
              'app.kubernetes.io/component': 'agent',
            },
          },
        },
      ])
    }
  })

  it('selects exactly one node by each', () => {
    const selected = policies.map(({ spec }) => spec.podSelector.matchLabels['quorate.node'])
    expect(new Set(selected).size).toBe(ofKind(all, 'StatefulSet').length)
  })
}

describe('charts/quorate-member', () => {
  if (noHelm !== undefined) {
    skipped(noHelm)
    return
  }
  describe.each(examples)('with %s', (name) => {
    const all = rendered(valuesOf(name))
    everyPod(all)
    everyNode(all)
    everyService(all)
    everyPolicy(all)

    it('gives an agent a home and a passphrase that nobody else of its pod’s group may read', () => {
      for (const { spec } of ofKind(all, 'Deployment')) {
        const { initContainers, containers, volumes } = spec.template.spec
        const value = (name: string) => containers[0].env.find((entry: Manifest) => entry.name === name).value
        // The kubelet opens the root of a claim to the pod's group, and a Secret's files too.
        const root = containers[0].volumeMounts.find(({ name }: Manifest) => name === 'home').mountPath
        expect(value('QUORATE_HOME').startsWith(`${root}/`)).toBe(true)
        expect(initContainers[0].args[0]).toMatch(/^umask 077\n/)
        const held = volumes.find(({ name }: Manifest) => name === 'passphrase')
        expect([held.emptyDir.medium, value('QUORATE_PASSPHRASE_FILE')]).toEqual([
          'Memory',
          '/quorate/passphrase/passphrase',
        ])
        const mounted = containers[0].volumeMounts.map(({ name }: Manifest) => name)
        expect(['seed', 'follow', 'secret'].filter((name) => mounted.includes(name))).toEqual([])
      }
    })

    it('makes no keys and runs no jobs', () => {
      expect([...ofKind(all, 'Secret'), ...ofKind(all, 'Job'), ...ofKind(all, 'CronJob')]).toEqual([])
      const hooks = all.filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'] !== undefined)
      expect(hooks.map(({ metadata }) => metadata.annotations['helm.sh/hook'])).toEqual(['test'])
    })

    it('gives no right over the cluster, and asks again in its own test', () => {
      expect(all.filter(({ kind }) => /^Cluster/.test(kind))).toEqual([])
      const [test] = ofKind(all, 'Pod')
      expect(test.spec.containers[0].args[0]).toMatch(/until .*head-age\.sh.*SECONDS > 300/s)
    })
  })
})
