import { describe, expect, it } from '@jest/globals'
import { load } from 'js-yaml'
import { memberCompose } from '../../../../network/render/compose/member-compose.ts'
import type { Service } from '../../../../network/render/compose/service.ts'
import { nodeManifest } from '../../../fixtures/node-manifest.ts'

interface Compose {
  readonly services: Readonly<Record<string, Service & Record<string, unknown>>>
  readonly networks: Readonly<Record<string, { internal?: boolean }>>
  readonly volumes: Readonly<Record<string, { driver_opts?: { type: string } }>>
}

const second = nodeManifest('basel-2', { ports: { p2p: 30_304, rpc: 8546, metrics: 9546 } })
const nodes = [nodeManifest('basel-1'), second]
const files = memberCompose(nodes)
const compose = load(files.get('compose.yaml') ?? '') as Compose
const service = (name: string) => compose.services[name] as Service

const USER = '${QUORATE_UID:?user of the containers}:${QUORATE_GID:?group of the containers}'

describe('what one member takes for its own compose', () => {
  it('has its nodes and its agent, hardened, and the files that each of them names', () => {
    expect(Object.keys(compose.services)).toEqual(['volumes', 'basel-1', 'basel-2', 'agent'])
    for (const [name, one] of Object.entries(compose.services)) {
      expect(one).toMatchObject({ read_only: true, cap_drop: ['ALL'], user: name === 'volumes' ? '0:0' : USER })
      expect(one).toMatchObject({ security_opt: ['no-new-privileges:true'] })
    }
    for (const { node } of nodes) {
      expect(service(node).volumes).toContain(`./files/${node}:/quorate/files:ro`)
      for (const file of ['besu.toml', 'entry.sh', 'genesis.json'])
        expect(files.has(`files/${node}/${file}`)).toBe(true)
    }
  })

  it('gives new volumes to the one user before a node needs them, and that as root does nothing else', () => {
    expect(service('volumes')).toMatchObject({ network_mode: 'none', entrypoint: ['chown', USER] })
    expect(service('volumes').command).toEqual(['/volumes/basel-1-data', '/volumes/basel-2-data'])
    for (const { node } of nodes) expect(service(node).depends_on).toHaveProperty('volumes')
  })

  it('opens P2P to everybody, and RPC and metrics to loopback alone', () => {
    expect(service('basel-2').ports).toEqual(['30304:30304', '127.0.0.1:8546:8546', '127.0.0.1:9546:9546'])
    expect(service('agent').ports).toBeUndefined()
  })

  it('runs Besu by its digest, or asks the operator for one', () => {
    expect(service('basel-1').image).toBe(`registry.example/besu@sha256:${'1'.repeat(64)}`)
    const besu = { version: '26.8.0', image: 'hyperledger/besu', digest: null }
    const asking = load(memberCompose([nodeManifest('basel-1', { besu })]).get('compose.yaml') ?? '') as Compose
    expect(asking.services['basel-1']?.image).toMatch(/^\$\{QUORATE_BESU_IMAGE:\?/)
  })

  it('lets the agent hand over keys in memory, and reach its nodes by their names', () => {
    expect(JSON.parse(files.get('nodes.json') ?? '')).toEqual([
      expect.objectContaining({
        node: 'basel-1',
        rpc: 'http://basel-1:8545',
        key: '/keys/basel-1/node.key',
        files: '/files/basel-1',
      }),
      expect.objectContaining({ node: 'basel-2', rpc: 'http://basel-2:8546', flag: '/flags/basel-2/restart' }),
    ])
    for (const { node } of nodes) {
      expect(compose.volumes[`${node}-key`]?.driver_opts).toMatchObject({ type: 'tmpfs' })
      expect(service('agent').volumes).toContain(`${node}-key:/keys/${node}`)
      // What is decided for all nodes it writes into their files.
      expect(service('agent').volumes).toContain(`./files/${node}:/files/${node}`)
      expect(service(node).volumes).toContain(`${node}-key:/quorate/key:ro`)
      expect(service(node).networks?.own?.aliases).toEqual([`${node}.private`])
      expect(files.get(`files/${node}/besu.toml`)).toContain(`rpc-http-host="${node}.private"`)
    }
  })

  it('asks for home, passphrase and image of the agent, and names none', () => {
    const text = files.get('compose.yaml') ?? ''
    for (const name of ['QUORATE_UID', 'QUORATE_GID', 'QUORATE_HOME', 'QUORATE_PASSPHRASE_FILE', 'QUORATE_IMAGE']) {
      expect(text).toContain(`\${${name}:?`)
    }
  })

  it('shares nothing with another network of this member on the same engine', () => {
    const projectOf = (networkId: `0x${string}`) => {
      const network = { name: 'basel', chainId: 7, networkId }
      return (load(memberCompose([nodeManifest('basel-1', { network })]).get('compose.yaml') ?? '') as { name: string })
        .name
    }
    const [one, other] = (['1a', '2b'] as const).map((byte) => projectOf(`0x${byte.repeat(32)}`))
    expect(one).toMatch(/^quorate-1a1a1a1a1a1a-/)
    expect(other).toMatch(/^quorate-2b2b2b2b2b2b-/)
  })

  it('puts nodes of a rehearsal into the network that members share, and publishes no P2P', () => {
    const shared = load(memberCompose(nodes, { sharedSubnet: '10.217.0.0/24' }).get('compose.yaml') ?? '') as Compose
    expect(shared.networks.shared).toMatchObject({ internal: true })
    expect(shared.services['basel-1']?.ports).not.toContain('30303:30303')
    expect(shared.services['basel-1']?.networks?.shared).toEqual({ ipv4_address: '198.51.100.7' })
  })

  it('gives a node whose key is in an HSM its PIN by a secret of Compose, and the agent nothing of it', () => {
    const hsm = { module: 'pkcs11-hsm', plugins: '/opt/plugins', environment: { SOFTHSM2_CONF: '/etc/softhsm2.conf' } }
    const options = { 'security-module': 'pkcs11-hsm', 'plugin-pkcs11-hsm-password-path': '${key}' }
    const held = memberCompose([nodeManifest('basel-1', { hsm, options }), second], {
      pins: { 'basel-1': '/safe/$1/pin' },
    })
    const { services, volumes, secrets } = load(held.get('compose.yaml') ?? '') as Compose & { secrets: object }
    expect(secrets).toMatchObject({ 'basel-1-pin': { file: '/safe/$$1/pin' } })
    expect(services['basel-1']).toMatchObject({
      secrets: ['basel-1-pin'],
      environment: { SOFTHSM2_CONF: '/etc/softhsm2.conf', BESU_OPTS: '-Xmx1024m -Dbesu.plugins.dir=/quorate/plugins' },
    })
    expect(services['basel-1']?.volumes).toContain('/opt/plugins:/quorate/plugins:ro')
    expect(held.get('files/basel-1/besu.toml')).toContain('password-path="/run/secrets/basel-1-pin"')
    expect(services['agent']?.secrets).toEqual(['passphrase'])
    expect(Object.keys(volumes)).not.toContain('basel-1-key')
    expect(JSON.parse(held.get('nodes.json') ?? '')[0]).not.toHaveProperty('key')
    expect(services['basel-2']).not.toHaveProperty('secrets')
  })
})
