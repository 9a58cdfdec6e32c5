import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { kubernetesOptionsSchema } from '../../../../network/consortium/member-options/kubernetes-options.ts'
import type { HelmValues } from '../../../../network/render/helm/values.ts'
import type { HomeFiles } from '../../../../provisioner/targets/hosted-agent.ts'
import { kubectl } from '../../../../provisioner/targets/kubernetes/cluster.ts'
import { homeSecretOf } from '../../../../provisioner/targets/kubernetes/home-secret.ts'
import { kubernetesAgent } from '../../../../provisioner/targets/kubernetes/hosted-agent.ts'
import { type Release, revisions, standingOf } from '../../../../provisioner/targets/kubernetes/release.ts'
import { noControlPlane, skipped } from '../../../charts/programs.ts'
import { refusedPartWay } from './refused-part-way.ts'
import { chart, type KubernetesSetup, kubernetesSetup, objects } from './setup.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const home = (change: Readonly<Record<string, string>> = {}): HomeFiles => ({
  seeds: new Map([
    ['home.json', bytes('{}')],
    ['keys/agent.json', bytes('encrypted')],
    ['journal.ndjson', bytes('1\n')],
  ]),
  follow: new Map(Object.entries({ 'member.yaml': 'target: kubernetes', ...change }).map(([k, v]) => [k, bytes(v)])),
})
const { agent } = kubernetesOptionsSchema.parse({
  agent: {
    image: { repository: 'registry.example/quorate', digest: `sha256:${'2'.repeat(64)}` },
    passphraseSecret: 'mine',
  },
})

describe('the Secret of an agent’s home', () => {
  it('has a key for each file, and a digest that the journal’s growth leaves alone', () => {
    const secret = homeSecretOf('hospital-basel', home())
    expect(secret).toMatchObject({
      name: 'hospital-basel-home',
      items: { 'home.json': 'home.json', 'keys.agent.json': 'keys/agent.json', 'journal.ndjson': 'journal.ndjson' },
      follow: { 'member.yaml': 'member.yaml' },
    })
    const grown = home()
    const seeds = new Map([...grown.seeds, ['journal.ndjson', bytes('1\n2\n')] as const])
    expect(homeSecretOf('hospital-basel', { ...grown, seeds }).digest).toBe(secret.digest)
    expect(homeSecretOf('hospital-basel', home({ 'peers/x.json': '{}' })).digest).not.toBe(secret.digest)
  })
})

function hosted(): void {
  let setup: KubernetesSetup
  let files = home()
  const given = { progress: () => {}, signal: new AbortController().signal }
  const hostedAgent = ({ wanted } = { wanted: true }) => {
    const { network, member } = setup.manifest
    const owner = { network: network.name, networkId: network.networkId, member }
    return kubernetesAgent({
      owner,
      cluster: setup.cluster,
      chart,
      agent: wanted ? agent : undefined,
      files: async () => files,
      seconds: 3,
    })
  }
  const release = (): Release => ({ cluster: setup.cluster, name: setup.manifest.member, chart })
  const valuesOf = async () => (await standingOf(release()))?.values
  const agentOf = async () => (await valuesOf())?.agent
  const makeSecret = () =>
    kubectl(setup.cluster, ['create', 'secret', 'generic', 'mine', '--from-literal=passphrase=worthless in a test'])

  beforeAll(async () => {
    setup = await kubernetesSetup()
    await setup.target.ensure(setup.manifest, { ...given, key: () => setup.key })
  }, 120_000)
  afterAll(() => setup.end(), 60_000)

  it('is wanted where none stands, and refused while its operator has made no passphrase', async () => {
    expect(await hostedAgent().differs()).toBeDefined()
    expect(await hostedAgent({ wanted: false }).differs()).toBeUndefined()
    await expect(hostedAgent().ensure(given)).rejects.toMatchObject({
      code: 'SECRET_ABSENT',
      facts: { secret: 'mine', key: 'passphrase' },
    })
    expect(await agentOf()).toBeUndefined()
    expect(objects(setup.cluster, 'secrets').map(({ metadata }) => metadata.name)).not.toContain(
      `${setup.manifest.member}-home`,
    )
  }, 60_000)

  it('is refused a home that no Secret holds, and nothing is changed', async () => {
    await makeSecret()
    files = { ...home(), seeds: new Map([['lock.json', new Uint8Array(1_000_001)]]) }
    await expect(hostedAgent().ensure(given)).rejects.toMatchObject({ code: 'HOME_TOO_LARGE' })
    expect(await agentOf()).toBeUndefined()
    files = home()
  }, 60_000)

  it('stands beside its node once made, and says that it does not run where no kubelet runs it', async () => {
    const before = await setup.instances()
    await expect(hostedAgent().ensure(given)).rejects.toMatchObject({ code: 'AGENT_NOT_STARTED' })
    expect(await agentOf()).toMatchObject({ replicas: 1, passphraseSecret: 'mine' })
    expect((await setup.instances()).filter((instance) => before.includes(instance))).toEqual(before)
    expect(await hostedAgent().differs()).toMatch(/run/)
    const [held] = objects(setup.cluster, 'secrets').filter(({ metadata }) => metadata.name.endsWith('-home'))
    expect(Buffer.from(held?.data?.['keys.agent.json'] ?? '', 'base64').toString()).toBe('encrypted')
  }, 60_000)

  it('stays as it is when its node is ensured again, and follows what changes in the home', async () => {
    const before = await agentOf()
    await setup.target.ensure(setup.manifest, { ...given, key: () => setup.key })
    expect(await agentOf()).toEqual(before)
    files = home({ 'endpoints.json': '{"serial":2}' })
    expect(await hostedAgent().differs()).toMatch(/home/)
    await expect(hostedAgent().ensure(given)).rejects.toMatchObject({ code: 'AGENT_NOT_STARTED' })
    expect((await agentOf())?.home.follow).toHaveProperty(['endpoints.json'])
  }, 60_000)

  it('is given again what a helm that was stopped may not have given, to it and to its node', async () => {
    const last = async () => (await revisions(release())).at(-1)?.status
    const { helm, namespace, variables } = setup.cluster
    const args = ['upgrade', release().name, chart, '--values', '-', '--wait', '--timeout', '60s']
    const env = variables as NodeJS.ProcessEnv
    const child = spawn(helm, [...args, '--namespace', namespace], { env, stdio: ['pipe', 'ignore', 'ignore'] })
    child.stdin?.end(JSON.stringify(await valuesOf()))
    while ((await last()) !== 'pending-upgrade') await new Promise((done) => setTimeout(done, 50))
    child.kill('SIGTERM')
    await once(child, 'exit')
    expect(await last()).toBe('failed')
    expect(await hostedAgent().differs()).toMatch(/failed/)
    expect(await setup.target.lacks?.([setup.manifest])).toEqual(new Map([[setup.manifest.node, expect.anything()]]))
    await expect(hostedAgent().ensure(given)).rejects.toMatchObject({ code: 'AGENT_NOT_STARTED' })
    expect(await last()).toBe('deployed')
    expect(await hostedAgent().differs()).toMatch(/run/)
  }, 60_000)

  it('is made again where somebody deleted its Deployment', async () => {
    await kubectl(setup.cluster, ['delete', 'deployments', '--all'])
    await expect(hostedAgent().ensure(given)).rejects.toMatchObject({ code: 'AGENT_NOT_STARTED' })
    expect(objects(setup.cluster, 'deployments')).toHaveLength(1)
  }, 60_000)

  it('is taken away with its node left running, twice', async () => {
    const before = await setup.instances()
    await hostedAgent().remove(given)
    await hostedAgent().remove(given)
    expect([await agentOf(), await hostedAgent({ wanted: false }).differs()]).toEqual([undefined, undefined])
    expect(objects(setup.cluster, 'deployments')).toEqual([])
    expect(objects(setup.cluster, 'pvc').filter(({ metadata }) => metadata.name.endsWith('-agent-home'))).toHaveLength(
      1,
    )
    expect((await setup.instances()).filter((instance) => before.includes(instance))).not.toEqual([])
  }, 60_000)

  it('is taken away where a helm failed that was to do so', async () => {
    await expect(hostedAgent().ensure(given)).rejects.toMatchObject({ code: 'AGENT_NOT_STARTED' })
    const { agent: _, ...values } = (await valuesOf()) as HelmValues
    const said = await refusedPartWay(setup.cluster, release().name, values)
    expect(said).toMatchObject({ code: 'CLUSTER_REFUSED' })
    expect([await agentOf(), objects(setup.cluster, 'deployments').length]).toEqual([undefined, 1])
    expect(await hostedAgent({ wanted: false }).differs()).toBeDefined()
    await hostedAgent().remove(given)
    expect(objects(setup.cluster, 'deployments')).toEqual([])
    expect(await hostedAgent({ wanted: false }).differs()).toBeUndefined()
  }, 60_000)
}

describe('an agent hosted by Kubernetes, with a stand-in kubelet', () => {
  if (noControlPlane === undefined) hosted()
  else skipped(noControlPlane)
})
