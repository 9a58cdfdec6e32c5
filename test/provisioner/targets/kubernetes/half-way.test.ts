import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { manifestDigest } from '../../../../network/besu/manifest.ts'
import type { NodeManifest } from '../../../../network/besu/node-manifest.ts'
import { helmValues } from '../../../../network/render/helm/helm-values.ts'
import type { HelmValues } from '../../../../network/render/helm/values.ts'
import {
  claimNamespace,
  ensureNamespace,
  namespaceStands,
} from '../../../../provisioner/targets/kubernetes/namespace.ts'
import { eraseRehearsal, playOperator } from '../../../../provisioner/targets/kubernetes/operator-part.ts'
import { kubernetesTarget } from '../../../../provisioner/targets/kubernetes/kubernetes-target.ts'
import { type Release, repair, revisions, standingOf } from '../../../../provisioner/targets/kubernetes/release.ts'
import { kubectl } from '../../../../provisioner/targets/kubernetes/cluster.ts'
import type { Given, Target } from '../../../../provisioner/targets/target.ts'
import { noControlPlane, skipped } from '../../../charts/programs.ts'
import { newFolder } from '../../home/folders.ts'
import { refusedPartWay } from './refused-part-way.ts'
import { chart, type KubernetesSetup, kubernetesSetup, objects } from './setup.ts'

function halfWay(): void {
  let setup: KubernetesSetup
  let release: Release
  const said: string[] = []
  const given = (): Given => {
    return { key: () => setup.key, progress: (line) => said.push(line), signal: new AbortController().signal }
  }
  const owner = () => {
    const { network, member } = setup.manifest
    return { network: network.name, networkId: network.networkId, member }
  }
  const lacksAgain = async (target: Target, manifest: NodeManifest) =>
    (await target.lacks?.([manifest]))?.get(manifest.node)
  const statuses = async () => (await revisions(release)).map(({ status }) => status)

  beforeAll(async () => {
    setup = await kubernetesSetup()
    release = { cluster: setup.cluster, name: setup.manifest.member, chart }
  }, 120_000)
  afterAll(() => setup.end(), 60_000)

  /** Kills helm while it waits for pods that never come: it waits for none that are replaced on deletion alone. */
  async function killHelm(label: string): Promise<void> {
    const rendering = helmValues([setup.manifest], { nodeSelector: { label } })
    const values = rendering.ok && { ...rendering.values, updateStrategy: 'RollingUpdate' }
    const args = ['upgrade', release.name, chart, '--install', '--values', '-', '--wait', '--timeout', '60s']
    const { helm, namespace, variables } = setup.cluster
    const env = variables as NodeJS.ProcessEnv
    const child = spawn(helm, [...args, '--namespace', namespace], { env, stdio: ['pipe', 'ignore', 'ignore'] })
    child.stdin?.end(JSON.stringify(values))
    while (!/^pending-/.test((await statuses()).at(-1) ?? '')) await new Promise((done) => setTimeout(done, 50))
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  it('makes what a first install lacks that was refused part-way', async () => {
    await ensureNamespace(setup.cluster, owner(), new AbortController().signal)
    const rendering = helmValues([setup.manifest], { updateStrategy: 'OnDelete' })
    const values = rendering.ok ? rendering.values : undefined
    expect(await refusedPartWay(setup.cluster, release.name, values as HelmValues)).toMatchObject({
      code: 'CLUSTER_REFUSED',
    })
    expect(await statuses()).toEqual(['failed'])
    expect(await lacksAgain(setup.target, setup.manifest)).toMatch(/failed/)
    await setup.target.ensure(setup.manifest, given())
    expect((await statuses()).at(-1)).toBe('deployed')
    await setup.target.erase(setup.manifest.node)
    expect(await statuses()).toEqual([])
  }, 120_000)

  it('goes on with a first install that was killed', async () => {
    await ensureNamespace(setup.cluster, owner(), new AbortController().signal)
    await killHelm('first')
    expect(await statuses()).toEqual(['pending-install'])
    await setup.target.ensure(setup.manifest, given())
    expect(said.filter((line) => line.includes('finished'))).toHaveLength(1)
    expect((await statuses()).at(-1)).toBe('deployed')
    expect(await setup.target.observe()).toMatchObject([{ digest: manifestDigest(setup.manifest), state: 'running' }])
  }, 120_000)

  it('goes on with an upgrade that was killed, and keeps the data', async () => {
    await setup.mark()
    await killHelm('second')
    expect((await statuses()).at(-1)).toBe('pending-upgrade')
    await setup.target.ensure(setup.manifest, given())
    expect(said.filter((line) => line.includes('finished'))).toHaveLength(2)
    expect((await statuses()).filter((status) => status === 'deployed')).toHaveLength(1)
    expect(await setup.marked()).toBe(true)
    expect((await standingOf(release))?.values.nodeSelector).toEqual({})
  }, 120_000)

  it('mends nothing that is whole', async () => {
    const before = await revisions(release)
    expect(await repair(release)).toBe('nothing')
    expect(await revisions(release)).toEqual(before)
  })

  it('restarts no node because another member’s record moved: its seeds say so, and count at a first start', async () => {
    const [seed = ''] = Object.keys(setup.manifest.seeds)
    const moved = { ...setup.manifest, seeds: { [seed]: 'nodes-allowlist=["enode://moved"]\n' } }
    const [instances, history] = [await setup.instances(), await revisions(release)]
    expect(await setup.target.lacks?.([moved])).toEqual(new Map())
    await setup.target.ensure(moved, given())
    expect([await setup.instances(), await revisions(release)]).toEqual([instances, history])
  }, 60_000)

  it('gives a release its values again that the cluster refused part-way', async () => {
    const ports = { p2p: 31_304, rpc: 31_546, metrics: 31_946 }
    const options = { ...setup.manifest.options, 'p2p-port': 31_304, 'rpc-http-port': 31_546, 'metrics-port': 31_946 }
    const advertised = { ...setup.manifest.advertised, port: 31_304 }
    const manifest = { ...setup.manifest, ports, options, advertised }
    const elsewhere = { ...setup.cluster, namespace: 'default' }
    await kubectl(elsewhere, ['create', 'service', 'nodeport', 'taken', '--tcp=31304', '--node-port=31304'])
    const target = setup.targetWith({ p2p: { service: 'NodePort', cidrs: ['198.51.100.0/24'] } })
    await expect(target.ensure(manifest, given())).rejects.toMatchObject({ code: 'CLUSTER_REFUSED' })
    expect((await statuses()).at(-1)).toBe('failed')
    expect(await lacksAgain(target, manifest)).toMatch(/failed/)
    await kubectl(elsewhere, ['delete', 'service', 'taken'])
    await target.ensure(manifest, given())
    expect((await statuses()).at(-1)).toBe('deployed')
    expect(await target.lacks?.([manifest])).toEqual(new Map())
    expect(JSON.stringify(objects(setup.cluster, 'services'))).toContain('"nodePort":31304')
    expect(JSON.stringify(objects(setup.cluster, 'networkpolicies'))).toContain('198.51.100.0/24')
    await setup.target.ensure(setup.manifest, given())
  }, 120_000)

  it('makes a StatefulSet again that somebody deleted, and its pod stays', async () => {
    const before = await setup.instances()
    await kubectl(setup.cluster, ['delete', 'statefulsets', '--all', '--cascade=orphan'])
    expect(await lacksAgain(setup.target, setup.manifest)).toMatch(/StatefulSet/)
    await setup.target.ensure(setup.manifest, given())
    expect(objects(setup.cluster, 'statefulsets')).toHaveLength(1)
    expect(await setup.target.lacks?.([setup.manifest])).toEqual(new Map())
    expect(await setup.instances()).toEqual(before)
  }, 120_000)

  it('takes over another version of the chart, though no value changed', async () => {
    const newer = join(await newFolder(), 'quorate-member')
    cpSync(chart, newer, { recursive: true })
    const more = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: of-a-newer-chart }\n'
    writeFileSync(join(newer, 'templates', 'more.yaml'), more)
    const about = readFileSync(join(newer, 'Chart.yaml'), 'utf8')
    writeFileSync(join(newer, 'Chart.yaml'), about.replace(/^version: .*$/m, 'version: 99.0.0'))
    const target = kubernetesTarget({ owner: owner(), cluster: setup.cluster, chart: newer, options: {} })
    const before = await setup.instances()
    expect(await lacksAgain(target, setup.manifest)).toMatch(/quorate-member-99\.0\.0/)
    await target.ensure(setup.manifest, given())
    expect(objects(setup.cluster, 'configmaps').map(({ metadata }) => metadata.name)).toContain('of-a-newer-chart')
    expect(await target.lacks?.([setup.manifest])).toEqual(new Map())
    expect(await setup.instances()).toEqual(before)
    await setup.target.ensure(setup.manifest, given())
  }, 120_000)

  it('makes a StatefulSet again as its release has it where somebody else changed that', async () => {
    const set = `statefulset/${setup.manifest.member}-${setup.manifest.node}`
    const annotations = { 'quorate.manifest': `0x${'00'.repeat(32)}` }
    const patch = JSON.stringify({ spec: { template: { metadata: { annotations } } } })
    await kubectl(setup.cluster, ['patch', set, '--type=merge', '-p', patch])
    expect(await lacksAgain(setup.target, setup.manifest)).toMatch(/of another manifest/)
    const before = await setup.instances()
    await setup.target.ensure(setup.manifest, given())
    expect(await lacksAgain(setup.target, setup.manifest)).toBeUndefined()
    expect(await setup.target.observe()).toMatchObject([{ digest: manifestDigest(setup.manifest), state: 'running' }])
    expect(await setup.instances()).toEqual(before)
  }, 120_000)

  it('leaves its other node as it runs, while one comes and goes', async () => {
    const other = { ...setup.manifest, node: 'second-node', ports: { p2p: 31_303, rpc: 31_545, metrics: 31_945 } }
    const advertised = { ...setup.manifest.advertised, port: 31_303 }
    const options = { ...other.options, 'p2p-port': 31_303, 'rpc-http-port': 31_545, 'metrics-port': 31_945 }
    const before = await setup.instances()
    await setup.target.ensure({ ...other, advertised, options }, given())
    expect(await setup.instances()).toHaveLength(2)
    await setup.target.erase('second-node')
    expect(await setup.instances()).toEqual(before)
    expect(objects(setup.cluster, 'pvc')).toHaveLength(1)
  }, 120_000)

  it('takes a node away where a helm failed that was to do so', async () => {
    const before = await setup.instances()
    const only = (await standingOf(release))?.values as HelmValues
    const ports = { p2p: 31_303, rpc: 31_545, metrics: 31_945 }
    const advertised = { ...setup.manifest.advertised, port: 31_303 }
    const options = { ...setup.manifest.options, 'p2p-port': 31_303, 'rpc-http-port': 31_545, 'metrics-port': 31_945 }
    await setup.target.ensure({ ...setup.manifest, node: 'second-node', ports, advertised, options }, given())
    expect(await refusedPartWay(setup.cluster, release.name, only)).toMatchObject({ code: 'CLUSTER_REFUSED' })
    expect(objects(setup.cluster, 'statefulsets')).toHaveLength(2)
    await setup.target.erase('second-node')
    expect(objects(setup.cluster, 'statefulsets')).toHaveLength(1)
    expect(await setup.instances()).toEqual(before)
  }, 120_000)

  it('takes over what the operator chose, and restarts the node it was called for, not the others', async () => {
    const advertised = { ...setup.manifest.advertised, port: 31_303 }
    const ports = { p2p: 31_303, rpc: 31_545, metrics: 31_945 }
    const options = { ...setup.manifest.options, 'p2p-port': 31_303, 'rpc-http-port': 31_545, 'metrics-port': 31_945 }
    await setup.target.ensure({ ...setup.manifest, node: 'second-node', ports, advertised, options }, given())
    const before = await setup.instances()
    const target = kubernetesTarget({
      owner: owner(),
      cluster: setup.cluster,
      chart,
      options: { nodeSelector: { pool: 'validators' }, p2p: { cidrs: ['198.51.100.0/24'] } },
    })
    await target.ensure(setup.manifest, given())
    expect((await setup.instances()).filter((instance) => before.includes(instance))).toHaveLength(1)
    expect((await standingOf(release))?.values.p2p.cidrs).toEqual(['198.51.100.0/24'])
    const between = await setup.instances()
    await target.ensure(setup.manifest, given())
    expect(await setup.instances()).toEqual(between)
    await setup.target.erase('second-node')
  }, 120_000)

  it('refuses a namespace of another member, of another network, and one that nobody spoke for', async () => {
    const as = (change: Partial<ReturnType<typeof owner>>, namespace = setup.cluster.namespace) =>
      kubernetesTarget({
        owner: { ...owner(), ...change },
        cluster: { ...setup.cluster, namespace },
        chart,
        options: {},
      })
    const before = await setup.instances()
    for (const stranger of [
      as({ member: 'regulator-bern' }),
      as({ networkId: `0x${'00'.repeat(32)}` }),
      as({}, 'default'),
    ]) {
      await expect(stranger.observe()).rejects.toMatchObject({ code: 'NAMESPACE_FOREIGN' })
      await expect(stranger.erase(setup.manifest.node)).rejects.toMatchObject({ code: 'NAMESPACE_FOREIGN' })
      await expect(stranger.ensure(setup.manifest, given())).rejects.toMatchObject({ code: 'NAMESPACE_FOREIGN' })
    }
    expect(await setup.instances()).toEqual(before)
  }, 60_000)

  it('refuses a node that another release made: its key would run twice', async () => {
    const { member, node } = setup.manifest
    const set = `statefulset/${member}-${node}`
    const by = (release: string) => `app.kubernetes.io/instance=${release}`
    const before = [await setup.instances(), await revisions(release)]
    await kubectl(setup.cluster, ['label', set, by('prod'), '--overwrite'])
    for (const refused of [
      () => setup.target.observe(),
      () => setup.target.ensure(setup.manifest, given()),
      () => setup.target.erase(node),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'RELEASE_FOREIGN', facts: { node, found: 'prod' } })
    }
    await kubectl(setup.cluster, ['label', set, by(member), '--overwrite'])
    expect([await setup.instances(), await revisions(release)]).toEqual(before)
  }, 60_000)

  it('refuses the release of another network of the same name, and then says which it is for', async () => {
    const id = ['annotate', 'namespace', setup.cluster.namespace]
    // As an administrator makes it.
    await kubectl(setup.cluster, [...id, 'quorate.network-id-'])
    const founded = { ...owner(), networkId: `0x${'00'.repeat(32)}` } as const
    const anew = kubernetesTarget({ owner: founded, cluster: setup.cluster, chart, options: {} })
    const before = [await setup.instances(), await revisions(release)]
    await expect(anew.ensure(setup.manifest, given())).rejects.toMatchObject({ code: 'NAMESPACE_FOREIGN' })
    await expect(anew.erase(setup.manifest.node)).rejects.toMatchObject({ code: 'NAMESPACE_FOREIGN' })
    expect([await setup.instances(), await revisions(release)]).toEqual(before)
    await claimNamespace(setup.cluster, owner())
    await claimNamespace(setup.cluster, owner())
    await expect(anew.observe()).rejects.toMatchObject({ code: 'NAMESPACE_FOREIGN' })
  }, 60_000)

  it('takes no namespace over for a rehearsal, and erases none', async () => {
    const secret = { secret: 'home', passphrase: 'words', signal: new AbortController().signal }
    await expect(playOperator(setup.cluster, owner(), secret)).rejects.toMatchObject({ code: 'NAMESPACE_FOREIGN' })
    await eraseRehearsal(setup.cluster, owner())
    expect(await setup.instances()).toHaveLength(1)
    const rehearsed = { ...setup.cluster, namespace: 'rehearsed' }
    const another = { ...setup.cluster, namespace: 'of-another-network' }
    await playOperator(rehearsed, owner(), secret)
    await playOperator(rehearsed, owner(), secret)
    const other = { ...owner(), network: 'another-network' }
    await playOperator(another, other, secret)
    await eraseRehearsal(rehearsed, owner())
    const left = await Promise.all([namespaceStands(rehearsed, owner()), namespaceStands(another, other)])
    expect(left).toEqual([false, true])
  }, 120_000)

  it('says why a node does not run, with the end of its log', async () => {
    const target = kubernetesTarget({ owner: owner(), cluster: setup.cluster, chart, options: {}, seconds: 12 })
    const files = { ...setup.manifest.files, 'genesis.json': 'no genesis' }
    const failing = target.ensure({ ...setup.manifest, files }, given())
    await expect(failing).rejects.toMatchObject({ code: 'NODE_NOT_STARTED', facts: { node: setup.manifest.node } })
    const facts = await failing.catch(({ facts }) => facts)
    expect(facts.log.join('\n')).toMatch(/JSON|SyntaxError/)
    await setup.target.ensure(setup.manifest, given())
  }, 120_000)
}

describe('a release on Kubernetes, with a stand-in kubelet', () => {
  if (noControlPlane === undefined) halfWay()
  else skipped(noControlPlane)
})
