import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Amendment } from '../../../../network/amendments/amendment.ts'
import { genesisText } from '../../../../network/amendments/amended-genesis.ts'
import type { NodeManifest } from '../../../../network/besu/node-manifest.ts'
import type { Lock } from '../../../../network/ceremony/lock.ts'
import { kubernetesOptionsSchema } from '../../../../network/consortium/member-options/kubernetes-options.ts'
import type { NodeHands } from '../../../../provisioner/agent/node-hands.ts'
import { podHands } from '../../../../provisioner/agent/pod-hands.ts'
import type { Home } from '../../../../provisioner/home/home.ts'
import { type Journal, openJournal } from '../../../../provisioner/journal/journal.ts'
import { openRolling } from '../../../../provisioner/maintenance/open-rolling.ts'
import { KeystoreSigner } from '../../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../../provisioner/signers/private-key.ts'
import { node } from '../../../../provisioner/steps/node.ts'
import { roll } from '../../../../provisioner/steps/roll.ts'
import type { Wanted } from '../../../../provisioner/steps/step.ts'
import { kubectl } from '../../../../provisioner/targets/kubernetes/cluster.ts'
import { kubernetesAgent } from '../../../../provisioner/targets/kubernetes/hosted-agent.ts'
import { revisions } from '../../../../provisioner/targets/kubernetes/release.ts'
import { exampleLock } from '../../../behaviours/example-manifests.ts'
import { noControlPlane, skipped } from '../../../charts/programs.ts'
import { newFolder } from '../../home/folders.ts'
import { chart, type KubernetesSetup, kubernetesSetup, objects } from './setup.ts'

const first: Amendment = {
  ...{ kind: 'block-period', seconds: 4, beginsAt: 1_900_000_000, decidedAt: 1_800_000_000, cancelledAt: null },
}
const bytes = (text: string) => new TextEncoder().encode(text)

function rolled(): void {
  let setup: KubernetesSetup
  let lock: Lock
  let journal: Journal
  let hands: NodeHands
  const signal = new AbortController().signal
  const said: string[] = []
  const progress = (line: string) => void said.push(line)

  const manifestOf = (amendments: readonly Amendment[]): NodeManifest => {
    const text = genesisText(lock.founding.genesis, amendments)
    return { ...setup.manifest, files: { ...setup.manifest.files, 'genesis.json': text } }
  }
  const wantedOf = (manifest: NodeManifest): Wanted => {
    const { target, key } = setup
    const signer = new KeystoreSigner(new PrivateKey(key as `0x${string}`))
    const signers = { of: () => signer }
    const secret = () => key as string
    const env = { now: () => Math.floor(Date.now() / 1000), elapsed: () => performance.now() / 1000, progress, signal }
    const given = {
      member: manifest.member,
      lock,
      target,
      nodes: [manifest.node],
      amendments: [],
      signers,
      key: secret,
      env,
    }
    const nodes = {
      ...{ target, rolledByAgent: true, manifests: [manifest], options: '', amendments: [], records: [] },
      ...{ key: () => key as `0x${string}`, begun: new Set<string>() },
      standOnce: async () => undefined,
      introduce: async () => {
        throw new Error('the agent beside them dials')
      },
      rolling: async (held: Journal) => openRolling({ ...given, withoutLease: 'agent' }, held),
    }
    const connection = {
      format: 'quorate/connection/1',
      target: 'kubernetes',
      rpc: 'http://x',
      publicChains: {},
    } as const
    return { home: {} as Home, lock, connection, nodes, progress, signal }
  }
  const pods = () => objects(setup.cluster, 'pods').filter(({ metadata }) => !metadata.name.includes('agent'))
  const uids = () => pods().map(({ metadata }) => metadata.uid)

  beforeAll(async () => {
    lock = await exampleLock()
    setup = await kubernetesSetup()
    journal = await openJournal(join(await newFolder(), 'journal.ndjson'), Date.now)
    await setup.target.ensure(manifestOf([]), { key: () => setup.key as `0x${string}`, progress, signal })
    await withAgent(setup)
    hands = await agentsHands(setup, genesisOf(setup))
  }, 180_000)
  afterAll(async () => {
    await journal?.close()
    await setup?.end()
  }, 60_000)

  it('is told what it is to be made from, and its pod stays until the agent’s turn', async () => {
    const wanted = wantedOf(manifestOf([first]))
    const texts = { wanted: genesisText(lock.founding.genesis, [first]), before: [] }
    expect(await hands.made(texts)).toBe('unwritten')
    const before = uids()
    expect(await node.plan(wanted)).toMatchObject([{ subject: setup.manifest.node }])
    expect(await roll.plan(wanted)).toMatchObject([{ kind: 'roll', subject: setup.manifest.node }])
    await node.run(wanted, setup.manifest.node, journal)
    const count = (await revisions(release(setup))).length
    await node.run(wanted, setup.manifest.node, journal)
    expect((await revisions(release(setup))).length).toBe(count)
    await setTimeout(3_000)
    expect(uids()).toEqual(before)
    expect(await hands.made(texts)).toBe('outdated')
    expect(await hands.isUnmissed()).toBe(false)
  }, 120_000)

  it('is awaited while the agent replaces it, with no right but those of its Role', async () => {
    const wanted = wantedOf(manifestOf([first]))
    const before = uids()
    const awaited = roll.run(wanted, setup.manifest.node, journal)
    await setTimeout(2_000)
    await hands.remake('')
    await awaited
    expect(uids()).toHaveLength(1)
    expect(uids()).not.toEqual(before)
    const told = await agentsHands(setup, genesisOf(setup))
    expect(await told.made({ wanted: genesisText(lock.founding.genesis, [first]), before: [] })).toBe('current')
    expect([await node.plan(wanted), await roll.plan(wanted)]).toEqual([[], []])
  }, 120_000)

  it('is told of what its operator chose of the chart alone, too', async () => {
    const target = setup.targetWith({ nodeSelector: { pool: 'validators' } })
    const manifest = manifestOf([first])
    const wanted = wantedOf(manifest)
    const chosen = { ...wanted, nodes: { ...(wanted.nodes as NonNullable<Wanted['nodes']>), target } }
    expect(await node.plan(chosen)).toMatchObject([{ why: expect.stringContaining('values') }])
    await node.run(chosen, manifest.node, journal)
    expect(await node.plan(chosen)).toMatchObject([{ why: expect.stringContaining('revision') }])
    await hands.remake('')
    const deadline = performance.now() + 60_000
    while ((await node.plan(chosen)).length > 0 && performance.now() < deadline) await setTimeout(500)
    expect(await node.plan(chosen)).toEqual([])
  }, 120_000)
}

const release = (setup: KubernetesSetup) => ({ cluster: setup.cluster, name: setup.manifest.member, chart })

/** The digest that the chart tells the agent of its node's genesis. */
function genesisOf(setup: KubernetesSetup): string {
  const name = `${setup.manifest.member}-agent`
  const map = objects(setup.cluster, 'configmaps').find(({ metadata }) => metadata.name === name)
  return JSON.parse(map?.data?.['nodes.json'] ?? '[]')[0].genesis
}

/** An agent's Deployment beside the node, which this cluster never runs; with it come Role and ServiceAccount. */
async function withAgent(setup: KubernetesSetup): Promise<void> {
  const { network, member } = setup.manifest
  const { agent } = kubernetesOptionsSchema.parse({
    agent: {
      image: { repository: 'registry.example/quorate', digest: `sha256:${'2'.repeat(64)}` },
      passphraseSecret: 'mine',
    },
  })
  await kubectl(setup.cluster, ['create', 'secret', 'generic', 'mine', '--from-literal=passphrase=worthless'])
  const owner = { network: network.name, networkId: network.networkId, member }
  const files = async () => ({ seeds: new Map([['home.json', bytes('{}')]]), follow: new Map() })
  const hosted = kubernetesAgent({ owner, cluster: setup.cluster, chart, agent, files, seconds: 1 })
  await hosted.ensure({ progress: () => {}, signal: new AbortController().signal }).catch((error: unknown) => {
    if ((error as { code?: string }).code !== 'AGENT_NOT_STARTED') throw error
  })
}

/** With a token of the agent's own ServiceAccount, and what the API server shows itself by. */
async function agentsHands(setup: KubernetesSetup, genesis: string): Promise<NodeHands> {
  const { member, node: name } = setup.manifest
  const rights = await newFolder()
  writeFileSync(join(rights, 'token'), await kubectl(setup.cluster, ['create', 'token', `${member}-agent`]))
  const { clusters } = JSON.parse(readFileSync(setup.plane.kubeconfig, 'utf8'))
  const api = clusters[0].cluster.server as string
  const shown = execFileSync('openssl', ['s_client', '-connect', api.slice(8), '-showcerts'], { input: '' }).toString()
  writeFileSync(join(rights, 'ca.crt'), (shown.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----\n/g) ?? []).join(''))
  return podHands({
    cluster: { api, rights, timeout: 5_000 },
    namespace: setup.cluster.namespace,
    pod: `${member}-${name}-0`,
    genesis,
    guard: () => undefined,
    signal: new AbortController().signal,
  })
}

describe('a node whose pod the agent beside it replaces, on a real API server with a stand-in kubelet', () => {
  if (noControlPlane === undefined) rolled()
  else skipped(noControlPlane)
})
