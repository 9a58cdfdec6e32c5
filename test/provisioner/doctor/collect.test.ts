import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { examine } from '../../../network/doctor/examine.ts'
import type { Facts } from '../../../network/doctor/facts.ts'
import { collectFacts } from '../../../provisioner/doctor/collect.ts'
import type { Location } from '../../../provisioner/chain/location.ts'
import type { Environment } from '../../../provisioner/environment.ts'
import { homePaths } from '../../../provisioner/home/home.ts'
import { processTarget } from '../../../provisioner/targets/process/process-target.ts'
import type { Target } from '../../../provisioner/targets/target.ts'
import { type ExampleNode, exampleLock, exampleNodes, recordOf } from '../../behaviours/example-manifests.ts'
import { newFolder } from '../home/folders.ts'
import { standIn, variables } from '../targets/process/setup.ts'

const signal = new AbortController().signal
let home: string
let location: Location
let node: ExampleNode
let target: Target

const env = {
  variables,
  now: () => 1_788_220_900,
  elapsed: () => 0,
  progress: () => undefined,
  signal,
} as unknown as Environment
const facts = (): Promise<Facts> =>
  collectFacts({ home, member: node.manifest.member, tokens: [], location, list: undefined, token: undefined, env })

beforeAll(async () => {
  const lock = await exampleLock()
  const nodes = await exampleNodes(lock)
  const [first] = nodes
  if (first === undefined) throw new Error('the example has nodes')
  node = first
  home = await newFolder()
  const { ports } = node.manifest
  location = { target: 'process', rpc: `http://127.0.0.1:${ports.rpc}`, publicChains: {}, lock }
  await mkdir(homePaths.peers(home))
  for (const { manifest } of nodes) {
    const record = recordOf(lock, manifest.member, [{ name: manifest.node, ...manifest.advertised }])
    await writeFile(homePaths.peer(home, manifest.member), JSON.stringify(record))
  }
  const options = `format: quorate/member/1\ntarget: process\nrpc: { port: ${ports.rpc} }\nmetricsPort: ${ports.metrics}\n`
  const apart = [12_000, 40_000, 50_000].find((port) =>
    [ports.rpc, ports.metrics].every((one) => Math.abs(one - port) >= 16),
  )
  // Ports that tests find free need not be as far apart as an operator's have to be.
  await writeFile(homePaths.options(home), `${options}p2pPort: ${apart}\n`)
  target = processTarget({ dir: home, besu: { bin: standIn }, env: { variables } })
}, 60_000)

describe('a doctor before the node runs', () => {
  it('says that an engine is not there, and asks the node where its options say that it answers', async () => {
    const nowhere = { ...env, variables: { ...variables, DOCKER_HOST: 'unix:///nowhere/docker.sock' } }
    const found = await collectFacts({
      home,
      member: node.manifest.member,
      tokens: [],
      location: { ...location, target: 'docker' },
      list: undefined,
      token: undefined,
      env: nowhere,
    })
    expect(examine(found).findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['TARGET_SILENT', 'RPC_REFUSED']),
    )
  }, 20_000)

  it('says so first, and who of the others cannot be reached', async () => {
    const { findings } = examine(await facts())
    expect(findings.map(({ code }) => code)).toEqual(['NODE_DOWN', 'PEER_REFUSED', 'PEER_REFUSED', 'PEER_REFUSED'])
  })

  it.each([
    ['of which an HSM keeps the key', true],
    ['that cannot be described, since member.yaml says nothing of its HSM', false],
  ])('looks for a node %s', async (_, told) => {
    const file = homePaths.options(home)
    const before = await readFile(file, 'utf8')
    const hsm = `hsm: { ${node.manifest.node}: { module: pkcs11, config: pkcs11.cfg, alias: a, pin: pin } }\n`
    if (told) await writeFile(file, `${before}${hsm}`)
    try {
      const { member } = node.manifest
      const seen = await collectFacts({
        ...{ home, member, tokens: [node.manifest.node], location },
        ...{ list: undefined, token: undefined, env },
      })
      const { findings, notAsked } = examine(seen)
      expect(findings.map(({ code }) => code)).toContain('NODE_DOWN')
      expect(notAsked.includes('RPC_EXPOSED')).toBe(!told)
    } finally {
      await writeFile(file, before)
    }
  })
})

describe('a doctor beside a node that runs', () => {
  beforeAll(() => target.ensure(node.manifest, { key: () => node.key, progress: () => undefined, signal }), 60_000)
  // Before the home's folder goes, which alone knows its process.
  afterAll(() => target.erase(node.manifest.node))

  it('reads its log, its configuration and its static nodes, without any passphrase', async () => {
    const [seen] = (await facts()).nodes
    expect(seen).toMatchObject({
      state: 'running',
      own: undefined,
      silence: undefined,
    })
    expect(seen?.log?.join('\n')).toContain('stand-in for Besu')
    expect(seen?.config?.get('nat-method')).toBe('NONE')
    expect(seen?.config?.get('min-gas-price')).toBe('0')
    expect(seen?.staticNodes).toEqual([])
  }, 20_000)

  it('says what cannot be seen where nodes are only listed, as in a pod', async () => {
    const list = `${home}/nodes.json`
    const { ports } = node.manifest
    await writeFile(list, JSON.stringify([{ node: node.manifest.node, rpc: `http://127.0.0.1:${ports.rpc}` }]))
    const found = await collectFacts({
      home,
      member: node.manifest.member,
      tokens: [],
      location: { ...location, target: 'kubernetes' },
      list,
      token: undefined,
      env,
    })
    const { notAsked } = examine(found)
    const lost = ['MEMORY_HIGH', 'DISK_LOW', 'RPC_EXPOSED', 'PORT_TAKEN']
    expect(notAsked).toEqual(expect.arrayContaining(lost))
    const beside = examine(await facts()).notAsked
    expect(beside.filter((code) => ['DISK_LOW', 'RPC_EXPOSED', 'PORT_TAKEN', 'NAT_FAILED'].includes(code))).toEqual([])
  }, 20_000)

  it('leaves open what a stand-in without a chain cannot tell, and finds nothing wrong by it', async () => {
    const all = await facts()
    expect(all.registry).toBeUndefined()
    expect(all.exposed).toEqual([])
    expect(examine(all).findings.filter(({ level }) => level === 'error')).toEqual([])
  }, 20_000)

  it('sees a file that somebody changed', async () => {
    const [own] = await exampleNodes(location.lock)
    const foreign = `enode://${'11'.repeat(64)}@${own?.manifest.advertised.host}:30303`
    const file = `${homePaths.nodes(home)}/${node.manifest.node}/files/static-nodes.json`
    await writeFile(file, JSON.stringify([foreign]))
    expect(examine(await facts()).findings.map(({ code }) => code)).toContain('STATIC_NODE_FOREIGN')
  }, 20_000)
})
