import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { parseEnode } from '../../../network/besu/enode.ts'
import { type ManifestInput, manifestsOf } from '../../../network/besu/manifests-of.ts'
import { manifestDigest } from '../../../network/besu/manifest.ts'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { besuOptions, checkOptions } from '../../../network/besu/options.ts'
import { knownVersions } from '../../../network/besu/releases.ts'
import type { Endpoints } from '../../../network/ceremony/endpoints.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { exampleLock, recordOf } from '../../behaviours/example-manifests.ts'

const JWT = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'
const digest = `sha256:${'ab'.repeat(32)}`
let lock: Lock
let endpoints: Endpoints[]

beforeAll(async () => {
  // The first member runs a second node, an observer.
  lock = await exampleLock((consortium) => ({
    ...consortium,
    members: consortium.members.map((member, index) =>
      index > 0 ? member : { ...member, nodes: [...member.nodes, { name: `${member.name}-2`, duty: 'observer' }] },
    ),
  }))
  endpoints = lock.founding.cards.map(({ member, nodes }, index) =>
    recordOf(
      lock,
      member,
      nodes.map(({ name }, at) => ({ name, host: `10.0.${index}.1`, port: 30303 + at })),
    ),
  )
}, 30_000)

const input = (changes: Partial<ManifestInput> = {}): ManifestInput => ({
  lock,
  member: 'hospital-north',
  endpoints,
  options: {
    target: 'process',
    rpc: { port: 8545 },
    metricsPort: 9545,
    resources: { memoryMiB: 2048, cpus: 2, diskGiB: 50 },
  },
  jwtPublicKey: JWT,
  accounts: lock.founding.cards.map(({ agent }) => agent),
  ...changes,
})
const options = (changes: Partial<ManifestInput['options']>) => ({ options: { ...input().options, ...changes } })
const made = (changes: Partial<ManifestInput> = {}): readonly NodeManifest[] => {
  const result = manifestsOf(input(changes))
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.manifests
}
const problems = (changes: Partial<ManifestInput>) => {
  const result = manifestsOf(input(changes))
  return result.ok ? [] : result.problems.map(({ code, path }) => [code, path])
}
const moved = (member: string, nodes: Endpoints['nodes'], serial = 2) => ({
  endpoints: [...endpoints, recordOf(lock, member, nodes, serial)],
})
const own = (host: string, ports: readonly [number, number] = [30303, 30304]) =>
  moved('hospital-north', [
    { name: 'hospital-north-1', host, port: ports[0] },
    { name: 'hospital-north-2', host, port: ports[1] },
  ])

describe('the manifests of a member', () => {
  it('are of its own nodes only, each on ports of its own, by its newest record', () => {
    const manifests = made(own('10.9.9.9', [31000, 31001]))
    expect(manifests.map(({ node, duty, advertised, ports }) => ({ node, duty, advertised, ports }))).toEqual([
      {
        node: 'hospital-north-1',
        duty: 'validator',
        advertised: { host: '10.9.9.9', port: 31000 },
        ports: { p2p: 31000, rpc: 8545, metrics: 9545 },
      },
      {
        node: 'hospital-north-2',
        duty: 'observer',
        advertised: { host: '10.9.9.9', port: 31001 },
        ports: { p2p: 31001, rpc: 8546, metrics: 9546 },
      },
    ])
    const older = moved('hospital-north', [{ name: 'hospital-north-1', host: '10.1.1.1', port: 1 }], 1)
    expect(made({ endpoints: [...older.endpoints].reverse().slice(1) })).toHaveLength(2)
  })

  it('follow from their input, byte for byte', () => {
    expect(JSON.stringify(made())).toBe(JSON.stringify(made({ endpoints: [...endpoints].reverse() })))
  })

  it('listen to peers on the port that they are reached at, since peers look for that one on their lists', () => {
    for (const { advertised, ports, options: set } of made(own('10.9.9.9', [40000, 40001]))) {
      expect([ports.p2p, set['p2p-port'], set['p2p-host']]).toEqual([advertised.port, advertised.port, '10.9.9.9'])
    }
  })

  it('carry the genesis that everybody signed, as found writes it', () => {
    const [{ files } = { files: {} as Record<string, string> }] = made()
    expect(files['genesis.json']).toBe(`${JSON.stringify(lock.founding.genesis, null, 2)}\n`)
    expect(files['jwt.pem']).toBe(JWT)
  })

  it('have the member’s other nodes as static ones and nobody else’s, and all in the seed of lists', () => {
    const [first, second] = made()
    const statics = (manifest?: NodeManifest) => JSON.parse(manifest?.files['static-nodes.json'] ?? '') as string[]
    expect(statics(first).map((url) => parseEnode(url)?.publicKey)).toEqual([second?.publicKey])
    expect(statics(second).map((url) => parseEnode(url)?.publicKey)).toEqual([first?.publicKey])
    const [seed = ''] = Object.values(first?.seeds ?? {})
    expect(seed.match(/enode:/g)).toHaveLength(5)
    for (const url of [...statics(first), ...statics(second)]) expect(seed).toContain(url)
    for (const { agent } of lock.founding.cards) expect(seed).toContain(agent.toLowerCase())
  })

  it('name the seed by the member’s own enodes: lists from before they moved would keep Besu from starting', () => {
    const name = (changes = {}) => Object.keys(made(changes)[0]?.seeds ?? {})[0]
    const [first] = made()
    expect(first?.options['permissions-nodes-config-file']).toBe(`\${data}/${name()}`)
    expect(first?.options['permissions-accounts-config-file']).toBe(`\${data}/${name()}`)
    expect(name(own('10.9.9.9'))).not.toBe(name())
    const other = moved('devices-beta', [{ name: 'devices-beta-1', host: '10.9.9.9', port: 30303 }])
    expect(name(other)).toBe(name())
  })

  it('are other ones when the member’s nodes move, and the same when another member’s do', () => {
    const [before] = made().map(manifestDigest)
    const other = moved('devices-beta', [{ name: 'devices-beta-1', host: '10.9.9.9', port: 30303 }])
    expect(made(other).map(manifestDigest)[0]).toBe(before)
    expect(made({ accounts: [] }).map(manifestDigest)[0]).toBe(before)
    expect(made(own('10.9.9.9')).map(manifestDigest)[0]).not.toBe(before)
  })

  it('hold only options that every known release has', () => {
    for (const version of knownVersions) {
      for (const manifest of made(options({ besu: { version } }))) {
        expect(manifest.besu.version).toBe(version)
        expect(checkOptions(manifest.options, version)).toEqual([])
      }
    }
  })

  it('keep states of every block on observers only', () => {
    expect(made().map(({ options: set }) => set['data-storage-format'])).toEqual(['BONSAI', 'FOREST'])
  })

  it('list every node by its address, and have Besu look no name up', () => {
    const [first] = made(own('10.9.9.9'))
    expect(first?.options['p2p-host']).toBe('10.9.9.9')
    expect(Object.values(first?.seeds ?? {})[0]?.match(/enode:/g)).toHaveLength(5)
    expect(Object.keys(first?.options ?? {}).filter((name) => /dns/i.test(name))).toEqual([])
  })

  it('bind to loopback only as processes that are reached there', () => {
    const bound = (changes: Partial<ManifestInput>) => made(changes)[0]?.options['p2p-interface']
    expect(bound(own('127.0.0.1'))).toBe('127.0.0.1')
    expect(bound(own('10.9.9.9'))).toBe('0.0.0.0')
    expect(bound(own('2001:db8::1'))).toBe('::')
    expect(bound({ ...own('127.0.0.1'), ...options({ target: 'docker', besu: { digest } }) })).toBe('0.0.0.0')
  })
})

describe('RPC without a token', () => {
  it('reads, and does nothing else', () => {
    const open = made()[0]?.options['rpc-http-api-methods-no-auth'] as string[]
    expect(open).toContain('eth_blockNumber')
    expect(open.filter((method) => !/^(eth|net|web3|qbft)_/.test(method))).toEqual([])
    expect(open.filter((method) => /send|propose|discard|filter|subscribe|simulate|signTr/i.test(method))).toEqual([])
    expect(open.filter((method) => method.startsWith('qbft_') && !method.startsWith('qbft_get'))).toEqual([])
  })

  it('is answered by a real Besu, whose answers were recorded', () => {
    const file = new URL('../../vectors/besu/rpc-samples.json', import.meta.url)
    const { samples } = JSON.parse(readFileSync(file, 'utf8')) as {
      samples: { method?: string; response?: { error?: { code: number } } }[]
    }
    const absent = samples.filter(({ response }) => [-32601, -32604].includes(response?.error?.code ?? 0))
    const unknown = new Set(absent.map(({ method }) => method))
    const open = made()[0]?.options['rpc-http-api-methods-no-auth'] as string[]
    expect(open.filter((method) => unknown.has(method))).toEqual([])
  })

  it('is never open on an option: what is on needs a token', () => {
    const set = made()[0]?.options ?? {}
    expect(set['rpc-http-authentication-enabled']).toBe(true)
    expect(set['rpc-http-apis']).not.toContain('DEBUG')
    expect(Object.keys(set).filter((name) => /rpc-ws|graphql|engine|cors/.test(name))).toEqual([])
    expect(Object.keys(set).filter((name) => besuOptions.get(name)?.experimental)).toEqual([
      'Xp2p-check-maintained-connections-frequency',
    ])
  })
})

describe('no manifests', () => {
  it('where a node was not said how to reach, or nobody knows the member', () => {
    expect(problems({ endpoints: endpoints.slice(1) })).toEqual([])
    const without = endpoints.filter(({ member }) => member !== 'hospital-north')
    expect(problems({ endpoints: without })).toEqual([
      ['ENDPOINT_MISSING', 'hospital-north-1'],
      ['ENDPOINT_MISSING', 'hospital-north-2'],
    ])
    expect(problems({ member: 'nobody' })).toEqual([['MEMBER_WITHOUT_CARD', 'nobody']])
  })

  it('where two nodes would stand at one place', () => {
    expect(problems(own('10.9.9.9', [31000, 31000]))).toContainEqual(['PORT_TWICE', 'hospital-north-2'])
    expect(problems(own('10.9.9.9', [8545, 31000]))).toEqual([['PORT_TWICE', 'RPC of hospital-north-1']])
    expect(problems(options({ metricsPort: 8546 }))).toEqual([['PORT_TWICE', 'RPC of hospital-north-2']])
    const beside = moved('devices-beta', [{ name: 'devices-beta-1', host: '10.0.2.1', port: 30303 }])
    expect(problems(beside)).toEqual([['PORT_TWICE', 'hospital-north-1']])
  })

  it('but containers may all use the same ports, each at an address of its own', () => {
    const apart = moved('hospital-north', [
      { name: 'hospital-north-1', host: '10.9.9.1', port: 30303 },
      { name: 'hospital-north-2', host: '10.9.9.2', port: 30303 },
    ])
    const inContainers = options({ target: 'docker', besu: { digest } })
    expect(problems({ ...apart, ...inContainers })).toEqual([])
    expect(problems(apart)).toEqual([['PORT_TWICE', 'hospital-north-2']])
    expect(problems({ ...own('10.9.9.9', [8545, 31000]), ...inContainers })).toEqual([
      ['PORT_TWICE', 'RPC of hospital-north-1'],
    ])
  })

  it('of an image without a digest, or of a release nobody vouches for', () => {
    expect(problems(options({ target: 'docker' }))).toEqual([['IMAGE_WITHOUT_DIGEST', 'besu.digest']])
    const v6 = { ...options({ target: 'docker', besu: { digest } }), ...own('2001:db8::7') }
    expect(problems(v6)).toEqual([1, 2].map((n) => ['ADDRESS_NOT_IPV4', `hospital-north-${n}`]))
    expect(problems(own('2001:db8::7'))).toEqual([])
    expect(problems(options({ besu: { version: '26.1.0' } }))).toEqual([['BESU_UNKNOWN', 'besu.version']])
    expect(made(options({ target: 'kubernetes', besu: { digest } }))[0]?.besu.digest).toBe(digest)
  })

  it('past a fork that was decided on and that it does not know', () => {
    const times = { beginsAt: 1_900_000_000, decidedAt: 1_800_000_000, cancelledAt: null }
    const unknown = { kind: 'fork', fork: 'amsterdam', ...times } as const
    expect(problems({ amendments: [unknown] })).toEqual([['FORK_UNKNOWN', 'amendments.amsterdam']])
    expect(problems({ amendments: [{ ...unknown, cancelledAt: 1_850_000_000 }] })).toEqual([])
  })
})

describe('an amendment', () => {
  const times = { decidedAt: 1_800_000_000, cancelledAt: null }
  const first = { kind: 'block-period', seconds: 4, beginsAt: 1_900_000_000, ...times } as const
  const second = { kind: 'block-period', seconds: 1, beginsAt: 1_900_000_100, ...times } as const
  const digests = (amendments: ManifestInput['amendments']) =>
    made(amendments === undefined ? {} : { amendments }).map(manifestDigest)

  it('makes every node another, once for each that stands, and taken back the one that it was', () => {
    const founding = digests(undefined)
    expect(digests([])).toEqual(founding)
    const all = [founding, digests([first]), digests([first, second])]
    expect(new Set(all.flat()).size).toBe(6)
    expect(digests([{ ...first, cancelledAt: 1_850_000_000 }])).toEqual(founding)
    expect(digests([first, { ...second, cancelledAt: 1_850_000_000 }])).toEqual(all[1])
  })

  it('changes the genesis file and the age of a head that is old, and nothing else', () => {
    const [before] = made()
    const [after] = made({ amendments: [first] })
    const { 'genesis.json': genesis, ...files } = after?.files ?? {}
    expect({ ...after, files, health: undefined }).toEqual({
      ...before,
      files: { ...before?.files, 'genesis.json': undefined },
      health: undefined,
    })
    expect(JSON.parse(genesis ?? '{}').config.transitions.qbft).toEqual([
      { block: 1_900_000_000, blockperiodseconds: 4 },
    ])
  })
})

describe('a node whose key is in an HSM', () => {
  const NODE = 'hospital-north-1'
  const hsm = {
    module: 'pkcs11-hsm',
    config: 'pkcs11.cfg',
    alias: 'north-1',
    pin: 'pin',
    environment: { HSM: '/opt/hsm' },
  }
  const told = { tokens: [NODE], tokenConfigs: { [NODE]: 'name = Quorate\n' } }
  const ofNode = (changes: Partial<ManifestInput>) => made(changes).find(({ node }) => node === NODE)

  it('names the plugin’s module and options in place of a key file, and nothing of the PIN', () => {
    const [with_, without] = [ofNode({ ...told, ...options({ hsm: { [NODE]: hsm } }) }), ofNode({})]
    const { 'node-private-key-file': file, ...rest } = without?.options ?? {}
    expect(file).toBe('${key}')
    expect(with_?.options).toEqual({
      ...rest,
      'security-module': 'pkcs11-hsm',
      'plugin-pkcs11-hsm-config-path': '${files}/pkcs11.cfg',
      'plugin-pkcs11-hsm-password-path': '${key}',
      'plugin-pkcs11-hsm-key-alias': 'north-1',
    })
    expect(with_?.files['pkcs11.cfg']).toBe('name = Quorate\n')
    expect(with_?.hsm).toEqual({ module: 'pkcs11-hsm', environment: { HSM: '/opt/hsm' } })
    expect(JSON.stringify(with_)).not.toContain('"pin"')
    expect(made({ ...told, ...options({ hsm: { [NODE]: hsm } }) })[1]?.options).toHaveProperty([
      'node-private-key-file',
    ])
  })

  it('takes all options of a plugin that calls them otherwise', () => {
    const other = { 'plugin-other-conf': '${files}/pkcs11.cfg', 'plugin-other-pin-file': '${key}' }
    const manifest = ofNode({ ...told, ...options({ hsm: { [NODE]: { ...hsm, module: 'other', options: other } } }) })
    const plugged = Object.keys(manifest?.options ?? {}).filter((name) => name.startsWith('plugin-'))
    expect(plugged).toEqual(Object.keys(other))
  })

  it('has to be said by member.yaml and by its home alike', () => {
    expect(problems(told)).toEqual([['HSM_ABSENT', `hsm.${NODE}`]])
    expect(problems(options({ hsm: { [NODE]: hsm } }))).toEqual([['HSM_STRANGE', `hsm.${NODE}`]])
    expect(problems({ ...told, ...options({ hsm: { [NODE]: hsm, nobody: hsm } }) })).toEqual([
      ['HSM_STRANGE', 'hsm.nobody'],
    ])
  })

  it('has no option of a plugin where none is named', () => {
    expect(checkOptions({ 'plugin-pkcs11-hsm-key-alias': 'x' }, '26.8.0').map(({ code }) => code)).toEqual([
      'BESU_OPTION_UNKNOWN',
    ])
  })
})
